"""`bench deliver`: a delivery to hundreds of officials, and one of everybody, built while somebody browses."""
