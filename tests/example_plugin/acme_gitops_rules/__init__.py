"""House rules of a company that does not exist."""
