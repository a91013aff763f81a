"""Partners: the organizations of the coalition."""
