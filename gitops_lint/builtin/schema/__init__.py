"""What the API server would refuse, drop or warn about."""
