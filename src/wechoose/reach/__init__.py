"""Reach: what each partner brought, in numbers, and the list of those who allowed it to write."""
