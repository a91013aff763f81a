"""Health: what an operator's machines ask."""
