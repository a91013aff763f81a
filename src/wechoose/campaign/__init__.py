"""The campaign: the home page and the demand page, which put words, form and counts on one sheet."""
