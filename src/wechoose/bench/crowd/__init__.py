"""The crowd: supporters who visit the site the way people do, and everything that should be there afterwards."""
