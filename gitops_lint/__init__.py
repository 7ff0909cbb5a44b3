"""Know before you merge what Argo CD will do with this commit."""

from __future__ import annotations

__version__ = "0.1.0"
