"""`bench live`: thousands of open pages while confirmations come in, and how soon each page shows each of them."""
