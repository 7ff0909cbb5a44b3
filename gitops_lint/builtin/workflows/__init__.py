"""Rules about Argo Workflows."""
