"""Demands: what is asked for, of whom, in the languages it is written in."""
