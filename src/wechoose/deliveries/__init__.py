"""Deliveries: signatures handed to officials, in sealed packets that anybody can check, one for each official."""
