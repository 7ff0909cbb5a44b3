"""Kustomizations: what they name, and what they leave out."""
