"""What a job of CI writes into files of this repository: the new tag of an image, most of the time.

Read are ``yq`` (of mikefarah, versions 3 and 4, and of kislyuk), ``sed -i 's/…/…/'``, ``kustomize edit set image`` and
the action ``fjogeleit/yaml-update-action``, in the job itself and in scripts of this repository that it calls; files
and paths only where they are written as they are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Generator, Iterator, Mapping, Sequence

from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.references.checkout import Checkout, inside
from gitops_lint.references.jobs import Script, scripts
from gitops_lint.references.shell import ELSEWHERE, LOST, UNKNOWN, Command, commands
from gitops_lint.source.document import Document
from gitops_lint.values import dataclass

_PART = r"""\.(?:[A-Za-z_][\w-]*|"[^"]+")|\.?\["[^"]+"\]|\.?\[\d+\]"""
_SET = regex(rf"\s*\(?\s*((?:{_PART})+)\s*\|?=(?!=).*", re.DOTALL)
_PARTS = regex(r"""\.([A-Za-z_][\w-]*)|\.?\[?"([^"]+)"\]?|\.?\[(\d+)\]""")
_PLAIN = regex(r"""[\w \t:"'./^$*-]|\\[s./"]|\.\*|\[\^?[^\]\\]*\]""")
_WITH_VALUE = frozenset({"-I", "--indent", "-o", "-p", "--output-format", "--input-format", "--arg", "--argjson"})
_SHELLS = frozenset({"bash", "sh", "dash", "ksh", "zsh", "source", "."})
_SAME_SHELL = frozenset({"source", "."})
_MOVES = regex(r"\b(?:cd|pushd|popd)\b")
_SHEBANG = regex(r"#!\s*\S*(?:/env\s+(?:-S\s+)?)?(?:/|\s)?(?:ba|da|k|z)?sh\b")
_OWN_ARGUMENTS = regex(r"\b(?:shift|getopts|function)\b|\bset\s+--|\w\s*\(\s*\)")
"""What gives ``$1`` another meaning than the first word behind the script's name."""
_DEEPEST = 3
_MAKES_KUSTOMIZATION = frozenset({"create", "add"})  # resources and images that nobody here knows
_WRITES = frozenset({"cp", "mv", "tee", "touch", "envsubst", "helm", "git", "curl", "wget", "sops"})


@dataclass(frozen=True, slots=True)
class Bump:
    """One change that a job makes."""

    at: Pointer  #: of the script, or of what calls it, in the document of the job
    source: str  #: the file that holds the command, if it is another one
    tool: str
    file: str  #: relative to the checkout; the folder for ``kustomize``
    path: Pointer = ()  #: of the value that is written
    pattern: str = ""  #: of ``sed``, as a Python expression
    image: str = ""  #: of ``kustomize``


def bumps(document: Document, checkout: Checkout) -> Iterator[Bump]:
    """Every change that can be told for certain; none of a file that a command of the workflow makes."""
    found: list[Bump] = []
    made: set[str] = set()
    for script in scripts(document, checkout):
        if script.inputs is not None:
            found += _action(script)
            continue
        for command, source in _run(script, checkout):
            words = command.words
            if words[0] in _WRITES or ">" in words or ">>" in words:
                made.update(inside(command.folder, word) for word in words[1:])
            if words[0] == "kustomize" and _MAKES_KUSTOMIZATION & set(words[1:3]):
                made.add(inside(command.folder, "."))
            for tool, named, path, pattern, image in _bumps_of(words):
                file = inside(command.folder, named)
                if not file.startswith(("..", "/")) and not {UNKNOWN, "*", "?"} & set(file):
                    found.append(Bump(script.pointer, source, tool, file, path, pattern, image))
    return (bump for bump in found if bump.file not in made)


def _run(
    script: Script, checkout: Checkout, file: str = "", depth: int = 0
) -> Generator[tuple[Command, str], None, str]:
    """The commands of a script and of those that it calls, each with the file that holds it; returns why it ends."""
    stream = commands(script.text, script.variables, script.folder, file)
    while True:
        try:
            command = next(stream)
        except StopIteration as end:
            return str(end.value)
        yield command, file or script.source
        called = called_script(command, checkout) if depth < _DEEPEST else None
        if called is None:
            continue
        ended = yield from _run(called, checkout, called.source, depth + 1)
        if ended == ELSEWHERE:
            return ELSEWHERE
        if command.words[0] in _SAME_SHELL and (ended or _MOVES.search(called.text)):
            return LOST


def called_script(command: Command, checkout: Checkout) -> Script | None:
    """The shell script of this repository that a command runs."""
    words = list(command.words)
    if words[0] in _SHELLS:
        words = words[1:]
        while words and re.fullmatch(r"-[eux]+", words[0]):
            words = words[1:]
    elif "/" not in words[0]:
        return None
    path = inside(command.folder, words[0]) if words and UNKNOWN not in words[0] else ""
    text = checkout.text(path) if path and not path.startswith(("..", "/")) else None
    if text is None or not (path.endswith((".sh", ".bash")) or _SHEBANG.match(text)):
        return None
    known = {name: value for name, value in command.variables.items() if not name.isdigit()}
    if not _OWN_ARGUMENTS.search(text):
        known |= {str(number): word for number, word in enumerate(words[1:], 1)}
    return Script((), text, known, command.folder, source=path)


_Change = tuple[str, str, Pointer, str, str]


def _bumps_of(words: Sequence[str]) -> Iterator[_Change]:
    if words[0] == "yq":
        yield from _yq(words[1:])
    elif words[0] in ("sed", "gsed"):
        yield from _sed(words[1:])
    elif tuple(words[:4]) == ("kustomize", "edit", "set", "image"):
        for word in words[4:]:
            name = re.split(r"[=@]", word, maxsplit=1)[0]
            name = name if "=" in word or "@" in word else _without_tag(word)
            if name and UNKNOWN not in name and not name.startswith("-"):
                yield "kustomize", ".", (), "", name


def _without_tag(image: str) -> str:
    head, colon, tag = image.rpartition(":")
    return head if colon and "/" not in tag else image


def _yq(words: Sequence[str]) -> Iterator[_Change]:
    flags = [word for word in words if word.startswith("-")]
    if not any(flag == "--inplace" or re.fullmatch(r"-[a-zA-Z]*i[a-zA-Z]*", flag) for flag in flags):
        return
    rest = list(_operands(words))
    if rest and rest[0] in ("e", "eval", "ea", "eval-all"):
        rest = rest[1:]
    if len(rest) == 4 and rest[0] in ("w", "write"):  # version 3: yq w -i FILE path.to.it VALUE
        path = tuple(int(part) if part.isdigit() else part for part in re.split(r"\.|\[(\d+)\]", rest[2]) if part)
        if UNKNOWN not in rest[2] and "*" not in rest[2] and "(" not in rest[2]:
            yield "yq", rest[1], path, "", ""
        return
    if len(rest) >= 2:
        for path in set_paths(rest[0]):
            for file in rest[1:]:
                yield "yq", file, path, "", ""


def _operands(words: Sequence[str]) -> Iterator[str]:
    skip = 0
    for word in words:
        if skip:
            skip -= 1
        elif word in _WITH_VALUE:
            skip = 2 if word.startswith("--arg") else 1
        elif not word.startswith("-"):
            yield word


def set_paths(expression: str) -> Iterator[Pointer]:
    """The paths that an expression of yq assigns to: ``.image.tag = "1.2"``."""
    for part in expression.split("|") if "|=" not in expression else [expression]:
        match = _SET.fullmatch(part)
        if match is not None and UNKNOWN not in match[1]:
            yield tuple(int(index) if index else name or quoted for name, quoted, index in _PARTS.findall(match[1]))


def _sed(words: Sequence[str]) -> Iterator[_Change]:
    flags = [word for word in words if word.startswith("-")]
    if not any(flag.startswith(("-i", "--in-place")) for flag in flags) or len(set(flags) & {"-e", "-n", "-f"}) > 0:
        return
    rest = [word for word in words if word and not word.startswith("-")]
    if len(rest) < 2:
        return
    pattern = sed_pattern(rest[0])
    if pattern:
        for file in rest[1:]:
            yield "sed", file, (), pattern, ""


def sed_pattern(command: str) -> str:
    """What ``s/…/…/`` looks for, as a Python expression; empty where the two kinds of expressions may differ."""
    if len(command) < 4 or command[0] != "s" or command[1].isalnum():
        return ""
    pattern = re.split(rf"(?<!\\){re.escape(command[1])}", command[2:])[0]
    pattern = pattern.replace(f"\\{command[1]}", command[1])
    if UNKNOWN in pattern or "$" in pattern[:-1] or _PLAIN.sub("", pattern):
        return ""
    try:
        re.compile(pattern)
    except re.error:
        return ""
    return pattern


def _action(script: Script) -> Iterator[Bump]:
    inputs: Mapping[str, str] = script.inputs or {}
    if script.action != "fjogeleit/yaml-update-action" or "repository" in inputs:
        return
    file, path = inputs.get("valueFile", ""), inputs.get("propertyPath", "")
    if file and path and "$" not in file + path and "'" not in path:
        parts = tuple(int(part) if part.isdigit() else part for part in re.split(r"\.|\[(\d+)\]", path) if part)
        yield Bump(script.pointer, script.source, "yaml-update-action", posixpath.normpath(file), parts)
