"""Deliveries: the verified signatures of a demand, as officials get them."""
