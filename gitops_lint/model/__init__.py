"""The values everything else is about: resources, workloads, containers, where they come from and where they go."""
