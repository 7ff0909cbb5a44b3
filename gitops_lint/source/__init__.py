"""Bytes to plain values and back to places in the text; knows nothing of Kubernetes beyond `classify`."""
