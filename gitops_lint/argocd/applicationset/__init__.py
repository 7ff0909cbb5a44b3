"""ApplicationSets: what their generators yield and which Applications their templates make of it."""
