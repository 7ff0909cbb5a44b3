"""Charts: what helm refuses, and what nobody reads."""
