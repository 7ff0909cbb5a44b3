"""Rules about secrets in git."""
