"""Defenses: what stands between a form and a script that would fill it a thousand times."""
