"""Rules about Flux."""
