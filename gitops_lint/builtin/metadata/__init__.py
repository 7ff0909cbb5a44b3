"""Rules about names, labels and namespaces."""
