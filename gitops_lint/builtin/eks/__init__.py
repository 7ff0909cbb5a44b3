"""Rules about what EKS and its add-ons make of manifests."""
