"""PDF: documents written as they come, in every script that people have names in."""
