"""Signing: what came in, every change of a signature's status, and the mail that verifies it."""
