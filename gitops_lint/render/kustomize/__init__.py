"""``kustomize build`` in process: the same objects, values and order, each field with where it comes from."""
