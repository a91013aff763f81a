"""`bench export`: lists of a million signers, taken at the desk and by the command, and who is on them."""
