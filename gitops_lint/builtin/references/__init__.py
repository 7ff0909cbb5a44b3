"""Rules about references between objects."""
