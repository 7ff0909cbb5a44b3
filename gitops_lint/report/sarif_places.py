"""SARIF's places: URIs, regions, locations; and its sentences."""

from __future__ import annotations

import re
from typing import Any

from gitops_lint.finding import Span
from gitops_lint.patterns import regex

BASE = "%SRCROOT%"
_UNRESERVED = regex(r"[^A-Za-z0-9_.~/@+=,!$&'()*;-]")
_LINK = regex(r"\]\(")


def uri(path: str) -> str:
    """A relative path as a relative URI reference (RFC 3986); ``:`` too is escaped, it could be taken for a scheme."""
    return _UNRESERVED.sub(_percent, path.lstrip("/")) or "."


def _percent(match: re.Match[str]) -> str:
    errors = "surrogateescape" if _raw(match[0]) else "replace"
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", errors))


def _raw(char: str) -> bool:
    """Whether the character stands for a byte of a file name that is not UTF-8 (PEP 383)."""
    return 0xDC80 <= ord(char) <= 0xDCFF


def region(span: Span) -> dict[str, int]:
    """The span, mended where it would be refused: lines and columns from 1, the end not before the start."""
    line, column = max(1, span.line), max(1, span.column)
    end_line = max(line, span.end_line)
    end_column = max(1, span.end_column) if end_line > line else max(column, span.end_column)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def artifact(path: str) -> dict[str, str]:
    """A file of the repository."""
    return {"uri": uri(path), "uriBaseId": BASE}


def location(path: str, line: int = 0) -> dict[str, Any]:
    """A file, or a line of it."""
    place: dict[str, Any] = {"artifactLocation": artifact(path)}
    if line:
        place["region"] = {"startLine": line}
    return {"physicalLocation": place}


def sentence(text: str) -> str:
    """The text with a period, as SARIF's validator asks (SARIF2001), and never empty."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text or 'no message'}."


def plain(text: str) -> str:
    """A message in which nothing is taken for an embedded link (SARIF 3.11.6)."""
    return text.replace("[", "\\[").replace("]", "\\]") if _LINK.search(text) else text


def clip(text: str, length: int) -> str:
    """At most that many characters."""
    return text if len(text) <= length else text[: length - 1] + "…"
