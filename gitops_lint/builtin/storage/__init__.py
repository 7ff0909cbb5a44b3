"""Rules about volumes and the folders of nodes."""
