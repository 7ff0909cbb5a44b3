"""Rules about staying up: replicas, updates, lifetimes."""
