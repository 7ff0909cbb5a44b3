"""References between Kubernetes objects: what each object needs, what it brings, and whether it is there."""
