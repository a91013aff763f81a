"""Tallies, the live stream and the map: how many signed, where, at this moment."""
