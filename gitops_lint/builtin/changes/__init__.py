"""Rules about a change: what the next sync refuses or loses, seen from what git held before."""
