"""Journeys of people in a real Chromium, on a real site."""
