"""The audit trail: what leaders did, why, and from where."""
