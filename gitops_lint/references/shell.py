"""The plain commands of a shell script, as far as they can be read without running it."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Generator, Iterator, Mapping, Sequence

from gitops_lint.patterns import regex
from gitops_lint.references.checkout import ROOT, inside
from gitops_lint.values import dataclass

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands in a word for what only a run can tell."""

LOST = "lost"
"""A script goes on behind what can be followed."""

ELSEWHERE = "elsewhere"
"""A script goes on in another tree."""

_EXPRESSION = regex(r"\$\{\{\s*(?:(?:env|vars)\.(\w+)|[^}]*)\s*\}\}")
_VARIABLE = regex(r"\$(?:(\w+)|\{(\w+)\}|\{[^}]*\}|[@*#?!$-])")
_SUBSTITUTION = regex(r"\$\([^()]*\)|`[^`]*`")
_ASSIGNMENT = regex(r"([A-Za-z_]\w*)=(.*)")
_LEADING = frozenset({"!", "{", "}", "do", "else", "elif", "exec", "if", "set", "sudo", "then", "time", "while"})
_OPERATORS = frozenset({";", "&&", "||", "|", "&", "(", ")", ";;"})
_LONGEST = 64 * 1024

_ITSELF = r"""["']?\$\{?(?:0|BASH_SOURCE(?:\[0\])?)\}?["']?"""
_HERE = regex(rf"""\$\(\s*dirname\s+(?:--\s+)?{_ITSELF}\s*\)|\$\{{0%/\*\}}""")
_TOP = regex(r"\$\(\s*git rev-parse --show-toplevel\s*\)")
_PWD = regex(r"""\$\(\s*cd\s+(?:--\s+)?["']?([^"'()$`]*)["']?\s*(?:>\s*/dev/null\s*)?&&\s*pwd(?:\s+-P)?\s*\)""")


@dataclass(frozen=True, slots=True)
class Command:
    """One command."""

    words: tuple[str, ...]
    folder: str  #: in which it runs, relative to where the script starts
    variables: Mapping[str, str]  #: what is known by then; changes with the next command


def commands(
    script: str, variables: Mapping[str, str], folder: str = ".", file: str = ""
) -> Generator[Command, None, str]:
    """The commands of a script in their order, up to where it is no longer plain.

    It ends at a here-document and where nobody can tell the folder (returns `LOST`), and at what brings another tree,
    as ``git clone`` and ``git checkout main`` do (returns `ELSEWHERE`).  ``file`` is where a script of its own lies.
    """
    known = dict(variables)
    here = folder
    for words in _segments(_placed(script[:_LONGEST], file)):
        resolved = [_resolve(word, known) for word in words]
        while resolved and resolved[0] in _LEADING:
            resolved = resolved[1:]
        resolved = list(_assigned(resolved, known))
        if not resolved:
            continue
        if _brings_another_tree(resolved):
            return ELSEWHERE
        if any(word.startswith("<<") for word in resolved):
            return LOST
        if resolved[0] in ("cd", "pushd", "popd"):
            target = resolved[1] if len(resolved) == 2 and resolved[0] != "popd" else UNKNOWN
            here = inside(here, target)
            if UNKNOWN in here or here.startswith("/") or target.startswith(("~", "-")):
                return LOST
            continue
        yield Command(tuple(resolved), here, known)
    return "" if len(script) <= _LONGEST else LOST


def _placed(script: str, file: str) -> str:
    """A script in which the folder of the checkout, and its own, have their names."""
    script = _TOP.sub(ROOT, script)
    if file:
        script = _HERE.sub(lambda _: posixpath.join(ROOT, posixpath.dirname(file)), script)
    return _PWD.sub(r"\1", script)


def _segments(script: str) -> Iterator[list[str]]:
    """The words between operators and line ends."""
    text = script.replace("\\\n", " ")
    pending = ""
    for line in text.split("\n"):
        pending = f"{pending}\n{line}" if pending else line
        words = _split(pending)
        if words is None:
            continue  # a quote goes on in the next line
        pending = ""
        found: list[str] = []
        for word in words:
            if word in _OPERATORS:
                yield found
                found = []
            else:
                found.append(word)
        yield found


def _split(text: str) -> list[str] | None:
    text = _EXPRESSION.sub(lambda match: f"${{{match[1]}}}" if match[1] else UNKNOWN, text)
    for _ in range(3):  # commands inside of commands
        text = _SUBSTITUTION.sub(UNKNOWN, text)
    lexer = shlex.shlex(text, posix=True, punctuation_chars=";&|()<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        return None
    comment = next((index for index, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]


def _resolve(word: str, known: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: known.get(match[1] or match[2] or "", UNKNOWN), word)


def _assigned(words: Sequence[str], known: dict[str, str]) -> Iterator[str]:
    """The words without assignments in front of them, which are remembered."""
    rest = list(words[1:]) if words and words[0] in ("export", "local", "readonly") else list(words)
    while rest:
        match = _ASSIGNMENT.fullmatch(rest[0])
        if match is None:
            break
        known[match[1]] = match[2]
        rest.pop(0)
    yield from rest


def _brings_another_tree(words: Sequence[str]) -> bool:
    if words[0] in ("gh", "git") and "clone" in words[1:4]:
        return True
    if words[0] != "git":
        return False
    verb = next((word for word in words[1:] if not word.startswith("-")), "")
    return verb in ("checkout", "switch", "reset", "worktree") and not {"-b", "-c", "-B", "-C"} & set(words)
