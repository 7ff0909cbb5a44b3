"""Rules about Tekton."""
