"""Approvals: what needs a second person waits here until another leader decides."""
