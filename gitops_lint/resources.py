"""Where ``rules/`` and ``schemas/`` are: inside the installed wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "_shipped"

# A checkout has no ``_shipped``, so it always reads the live folders; the order matters.
ROOT = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent
"""The folder that holds both."""

RULES = ROOT / "rules"
SCHEMAS = ROOT / "schemas"
