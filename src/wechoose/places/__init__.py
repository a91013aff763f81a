"""States, ZIP codes and their shipped data."""
