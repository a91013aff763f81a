"""Load that a site can put on itself: fresh ground, a real server, a crowd, and a look at what was lost."""
