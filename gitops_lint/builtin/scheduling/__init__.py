"""Rules about evictions and scaling."""
