"""The fingerprint by which GitHub recognises an alert after its file has changed.

The values must equal those that GitHub's upload action computes for itself, else it warns about each.
Source of the algorithm: github/codeql-action, ``src/fingerprints.ts``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from gitops_lint.patterns import regex

BLOCK = 100  #: UTF-16 code units that are hashed, from the start of the line over its end
MODULUS = 1 << 64
_POWERS = tuple(pow(37, BLOCK - 1 - index, MODULUS) for index in range(BLOCK))
_IGNORED = str.maketrans("", "", " \t")
_BEYOND_BMP = regex("[\U00010000-\U0010ffff]")
_LINE_END = regex(r"\r\n?")


def line_hashes(text: str, wanted: Collection[int]) -> dict[int, str]:
    """``hash:occurrence`` for each wanted 1-based line that the text has.

    Equal blocks are counted instead of equal hashes, so that only wanted lines are hashed; the two differ only where
    64-bit hashes collide.
    """
    units = _code_units(text)
    last = max(wanted, default=0)
    seen: Counter[str] = Counter()
    hashes: dict[int, str] = {}
    start, line = 0, 0
    while start >= 0 and line < last:
        line += 1
        block = units[start : start + BLOCK]
        seen[block] += 1
        if line in wanted:
            hashes[line] = f"{_hash(block):x}:{seen[block]}"
        start = units.find("\n", start) + 1 or -1
    return hashes


def _code_units(text: str) -> str:
    """The text as GitHub reads it: no blanks, one kind of line end, UTF-16, an end mark and padding."""
    text = _LINE_END.sub("\n", text).translate(_IGNORED)
    return _BEYOND_BMP.sub(_surrogates, text) + "\uffff" + "\0" * BLOCK


def _surrogates(match: re.Match[str]) -> str:
    code = ord(match[0]) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def _hash(block: str) -> int:
    return sum(ord(unit) * power for unit, power in zip(block, _POWERS, strict=True)) % MODULUS
