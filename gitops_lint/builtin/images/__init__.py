"""Images: tags, digests, pull policies."""
