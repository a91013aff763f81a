"""We Choose: a self-hosted petition and pledge platform."""
