"""Widgets: what other people's pages show of a demand: the frame and its loader, badges and share pictures."""
