"""Handovers: the day on which packets reach officials, what leaders note of it, and what the public may read."""
