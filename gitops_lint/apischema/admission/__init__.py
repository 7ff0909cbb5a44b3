"""What the repository's own ValidatingAdmissionPolicies would say to its objects."""
