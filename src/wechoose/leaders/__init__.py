"""Leaders: the people who sign in to the desk, how they get in, and what they may do there."""
