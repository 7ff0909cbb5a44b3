"""Applications, ApplicationSets, projects and the instance itself."""
