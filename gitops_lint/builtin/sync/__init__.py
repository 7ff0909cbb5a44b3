"""Rules about the order of a sync, and about hooks."""
