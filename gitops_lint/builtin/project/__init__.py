"""The run itself: suppressions, what was not checked, files."""
