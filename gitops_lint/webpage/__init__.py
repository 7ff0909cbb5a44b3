"""One file of HTML that needs nothing else: escaped by construction, our own style and script, no library."""
