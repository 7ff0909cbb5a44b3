"""Commands for those who work on gitops-lint itself: they write what the repository holds generated."""
