"""Mine: a signer's own page, where they see all that is kept about them and change or end it."""
