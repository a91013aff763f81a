"""Seals: what is in a packet is signed, and anybody can check it, here or without any site."""
