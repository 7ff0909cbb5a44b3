"""How files are written, before they mean anything."""
