"""Which AWS identity a workload gets, and by which way."""
