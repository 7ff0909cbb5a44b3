"""What helm says of a ``values.schema.json`` that is itself wrong, or that is not here.

Source of the wording: helm ``pkg/chart/common/util/jsonschema.go`` and ``github.com/santhosh-tekuri/jsonschema/v6``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence

from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.render.helm.metadata import text
from gitops_lint.source.document import Document

RULE = "values-schema-invalid"

_REMOTE = regex(r'failing loading "(https?://[^"]+)"')
_SECTION = regex(r"([\w.-]+):")
_ITEM = regex(r"(\s*)- at '((?:[^'\\]|\\.)*)': (.*)")
_BROKEN = regex(r"is not valid against metaschema|unexpected EOF|invalid character|unexpected end of JSON")


def remote_schema(error: str) -> str | None:
    """The URL of a schema that could not be loaded."""
    match = _REMOTE.search(error)
    return match[1] if match else None


def broken_schema(error: str, folder: str, load: Callable[[str], Sequence[Document]]) -> Problem | None:
    """The first schema that is none, at its own line; what helm says after it is about its values no more."""
    chart, lines = "", error.splitlines()
    for number, line in enumerate(lines):
        section, broken = _SECTION.fullmatch(line), _BROKEN.search(line)
        if section:
            chart = section[1]
        elif chart and broken:
            pointer, message = _first_complaint(broken[0], lines[number + 1 :])
            own = text(load(posixpath.join(folder, "Chart.yaml"))[0].value.get("name"))
            home = folder if chart == own else posixpath.join(folder, "charts", chart)
            path = posixpath.join(home, "values.schema.json").removeprefix("./")
            return Problem(RULE, path, message, key=message, document=0, pointer=pointer)
    return None


def _first_complaint(phrase: str, lines: Sequence[str]) -> tuple[Pointer, str]:
    """The place and text of the first that says something; helm writes the next chart's name onto the last line."""
    for number, line in enumerate(lines if "metaschema" in phrase else ()):
        item = _ITEM.fullmatch(line)
        if item is None or (number and not item[1]):
            break
        if not item[3].endswith(("failed", ":")):
            parts = item[2].split("/")[1:]
            return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts), f"{parts[-1]}: {item[3]}"
    return (), phrase
