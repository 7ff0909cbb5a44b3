"""The pattern languages of Argo CD: one matcher, one small parser per language in `globsyntax` and `wildmatch`.

Which language applies where (sources named relative to argoproj/argo-cd):

=====================================================  ==============================================================
projects, sync windows, directory include and exclude  `glob`, github.com/gobwas/glob (``util/glob/glob.go``)
git directory generator, resource kinds of a project   `path_match`, Go's ``path.Match``
git file generator                                     `pathspec`, ``git ls-files -- <pattern>`` (``util/git``)
git file generator with the new globbing               `doublestar`, github.com/bmatcuk/doublestar
=====================================================  ==============================================================
"""

from __future__ import annotations

from functools import lru_cache

from gitops_lint.argocd.globsyntax import (
    AnyOf,
    Directories,
    Element,
    Literal,
    One,
    PatternError,
    Sequence,
    Star,
    parse_doublestar,
    parse_gobwas,
    parse_path_match,
    wildcard_free,
)
from gitops_lint.argocd.wildmatch import parse_wildmatch

__all__ = [
    "PatternError",
    "doublestar",
    "glob",
    "glob_error",
    "negatable_glob",
    "path_match",
    "path_match_error",
    "pathspec",
]


def glob(pattern: str, text: str, separators: str = "") -> bool:
    """Whether gobwas/glob matches the whole text; an invalid pattern matches nothing.

    ``*`` stays between separators, ``**`` crosses them; without separators both cross everything.
    """
    if pattern == text and wildcard_free(pattern):
        return True
    compiled = _gobwas(pattern, separators)
    return not isinstance(compiled, str) and _matches(compiled, text)


def glob_error(pattern: str) -> str | None:
    """Why gobwas/glob refuses the pattern, or None."""
    compiled = _gobwas(pattern, "")
    return compiled if isinstance(compiled, str) else None


def negatable_glob(pattern: str, text: str, separators: str = "") -> bool:
    """`glob` as AppProjects use it: ``!`` in front turns it round, ``*`` alone matches everything.

    Source: ``globMatch`` in ``pkg/apis/application/v1alpha1/app_project_types.go``.
    """
    if pattern.startswith("!"):
        return not glob(pattern[1:], text, separators)
    return pattern == "*" or glob(pattern, text, separators)


def path_match(pattern: str, name: str) -> bool:
    """Whether Go's ``path.Match`` matches: ``*`` and ``?`` never match ``/``; an invalid pattern matches nothing."""
    compiled = _path(pattern)
    return not isinstance(compiled, str) and _matches(compiled, name)


def path_match_error(pattern: str) -> str | None:
    """Why ``path.Match`` refuses the pattern, or None."""
    compiled = _path(pattern)
    return compiled if isinstance(compiled, str) else None


def doublestar(pattern: str, name: str) -> bool:
    """Whether doublestar finds the file: ``**`` as a whole path component stands for any number of directories."""
    compiled = _doublestar(pattern)
    return not isinstance(compiled, str) and _matches(compiled, name)


def pathspec(pattern: str, name: str) -> bool:
    """Whether ``git ls-files -- pattern``, run at the root, lists the file.

    A pathspec is a file, a directory (then everything below it) or a pattern whose ``*`` crosses ``/``.
    Raises `PatternError` for what git refuses (a path outside the repository) and for magic we do not model.
    """
    text, literal, compiled = _pathspec(pattern)
    if not text:
        return True
    if name == text or name.startswith(text if text.endswith("/") else text + "/"):
        return True
    return not literal and compiled is not None and _matches(compiled, name)


@lru_cache(maxsize=4096)
def _gobwas(pattern: str, separators: str) -> Sequence | str:
    try:
        return parse_gobwas(pattern, separators)
    except PatternError as error:
        return str(error)


@lru_cache(maxsize=4096)
def _path(pattern: str) -> Sequence | str:
    try:
        return parse_path_match(pattern)
    except PatternError as error:
        return str(error)


@lru_cache(maxsize=1024)
def _doublestar(pattern: str) -> Sequence | str:
    try:
        return parse_doublestar(_clean(pattern).strip("/"))
    except PatternError as error:
        return str(error)


@lru_cache(maxsize=1024)
def _pathspec(pattern: str) -> tuple[str, bool, Sequence | None]:
    """The cleaned pattern, whether it has no wildcard, and its compiled form (None: matches nothing)."""
    slashes = False
    if pattern.startswith(":(") and ")" in pattern:
        magic, pattern = pattern[2:].split(")", 1)
        words = {word for word in magic.split(",") if word}
        if words - {"top", "glob", "literal"}:
            raise PatternError(f"pathspec magic ':({magic})' is not modelled")
        if "literal" in words:
            return _clean(pattern), True, None
        slashes = "glob" in words
    elif pattern.startswith(":/"):
        pattern = pattern[2:]
    elif pattern.startswith(":"):
        raise PatternError(f"pathspec magic '{pattern}' is not modelled")
    if pattern.startswith("/"):
        raise PatternError(f"'{pattern}' is outside repository")
    text = _clean(pattern)
    if slashes and "[:" in text:
        raise PatternError(f"character classes in '{pattern}' are not modelled")
    if not any(c in text for c in "*?[\\"):
        return text, True, None
    try:
        return text, False, _slash_aware(text) if slashes else parse_wildmatch(text)
    except PatternError:
        return text, False, None


def _slash_aware(text: str) -> Sequence:
    """``:(glob)``: git cuts the literal prefix off first, so that ``a**`` behaves like a leading ``**``."""
    cut = next(index for index, char in enumerate(text) if char in "*?[\\")
    return (Literal(text[:cut]), *parse_doublestar(text[cut:], braces=False))


def _clean(pattern: str) -> str:
    parts: list[str] = []
    for part in pattern.split("/"):
        if part == "..":
            if not parts:
                raise PatternError(f"'{pattern}' is outside repository")
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) + ("/" if pattern.endswith("/") and parts else "")


def _matches(sequence: Sequence, text: str) -> bool:
    # Of all the files of a repository hardly any begins and ends like the pattern.
    if sequence:
        first, last = sequence[0], sequence[-1]
        if type(last) is Literal and not text.endswith(last.value):
            return False
        if type(first) is Literal and not text.startswith(first.value):
            return False
    return len(text) in _ends(sequence, text, {0})


def _ends(sequence: Sequence, text: str, starts: set[int]) -> set[int]:
    """Where a match may end that begins at one of the positions: linear in text times pattern, whatever the pattern."""
    for element in sequence:
        starts = _step(element, text, starts)
        if not starts:
            break
    return starts


def _step(element: Element, text: str, starts: set[int]) -> set[int]:
    match element:
        case Literal(value):
            return {at + len(value) for at in starts if text.startswith(value, at)}
        case One():
            return {at + 1 for at in starts if at < len(text) and element.accepts(text[at])}
        case Star(stops):
            return _run(text, starts, stops)
        case Directories():
            return {end for end in range(min(starts), len(text) + 1) if _after_directories(text, starts, end)}
        case AnyOf(choices):
            ends: set[int] = set()
            for choice in choices:
                ends |= _ends(choice, text, starts)
            return ends


def _run(text: str, starts: set[int], stops: str) -> set[int]:
    ends: set[int] = set()
    reached = -1
    for at in sorted(starts):
        position = max(at, reached)
        ends.add(at)
        while position < len(text) and text[position] not in stops:
            position += 1
            ends.add(position)
        reached = max(reached, position) if position >= at else reached
    return ends


def _after_directories(text: str, starts: set[int], end: int) -> bool:
    return end in starts or (end > 0 and text[end - 1] == "/" and any(start < end for start in starts))
