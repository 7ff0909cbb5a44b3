"""Regular expressions that are compiled when they are first used.

A run imports far more of them than it uses, and each costs a tenth of a millisecond or more to compile.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

__all__ = ["regex"]


class _Pattern:
    """Stands for a compiled pattern; each method is fetched from it once, then found here like any attribute."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        method = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, method)
        return method


if TYPE_CHECKING:
    from re import compile as regex
else:
    regex = _Pattern
