"""Believable supporters for the demo and for load tests."""
