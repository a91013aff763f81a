"""The team: leaders as owners see them at the desk, invited, given other roles, stopped."""
