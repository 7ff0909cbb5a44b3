"""Path globs as .gitignore users expect them: ``*`` stays in a folder, ``**`` crosses folders."""

from __future__ import annotations

import re
from collections.abc import Iterable


def glob_pattern(glob: str) -> str:
    """The regular expression of a glob; a glob that names a folder matches everything in it."""
    glob = glob.removeprefix("./").rstrip("/")
    out = []
    index = 0
    while index < len(glob):
        if glob.startswith("**/", index):
            out.append("(?:.*/)?")
            index += 3
        elif glob.startswith("**", index):
            out.append(".*")
            index += 2
        elif glob[index] == "*":
            out.append("[^/]*")
            index += 1
        elif glob[index] == "?":
            out.append("[^/]")
            index += 1
        else:
            out.append(re.escape(glob[index]))
            index += 1
    anchored = "" if "/" in glob else "(?:.*/)?"
    return f"{anchored}{''.join(out)}(?:/.*)?"


class GlobSet:
    """Several globs, compiled together."""

    __slots__ = ("_pattern",)

    def __init__(self, globs: Iterable[str]) -> None:
        patterns = [glob_pattern(glob) for glob in globs]
        self._pattern = re.compile("|".join(f"(?:{p})" for p in patterns), re.DOTALL) if patterns else None

    def __bool__(self) -> bool:
        """Whether there is any glob."""
        return self._pattern is not None

    def matches(self, path: str) -> bool:
        """Whether any of them matches the whole path or a folder above it."""
        return self._pattern is not None and self._pattern.fullmatch(path) is not None


def name_matches(globs: Iterable[str], name: str) -> bool:
    """Whether a name (not a path) matches any of the globs; ``*`` crosses everything."""
    import fnmatch

    return any(fnmatch.fnmatchcase(name, glob) for glob in globs)
