"""Every file that may hold manifests, parsed once and classified."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gitops_lint.memory import Memory, Pack
from gitops_lint.model.repository import Meaning
from gitops_lint.problem import Notice, Problem
from gitops_lint.settings import Config
from gitops_lint.source.classify import KUSTOMIZATION_NAMES
from gitops_lint.source.comments import Directive, directives
from gitops_lint.source.compose import has_aliases
from gitops_lint.source.discover import discover
from gitops_lint.source.document import Document, ParsedFile
from gitops_lint.source.outline import outline
from gitops_lint.source.parse import parse, parse_stretch
from gitops_lint.source.secrecy import secret_documents
from gitops_lint.source.text import decode
from gitops_lint.source.tree import OutsideTreeError, TooLargeError, Tree
from gitops_lint.stamps import digest_of
from gitops_lint.values import dataclass, field, replace
from gitops_lint.workspace.parallel import FILES_WORTH_IT, pack, processes, spread, unpack

_DIRECTIVE = b"gitops-lint:"
_OF_KUSTOMIZATIONS = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}


@dataclass(slots=True)
class Files:
    """The parsed files of a run; files outside of the usual names are parsed when somebody asks for them."""

    tree: Tree
    parsed: dict[str, ParsedFile] = field(default_factory=dict)
    listed: tuple[str, ...] = ()  #: the files that discovery found
    charts: frozenset[str] = frozenset()  #: folders with a Chart.yaml
    kustomizations: Mapping[str, str] = field(default_factory=dict)  #: folder -> its kustomization file
    memory: Memory = field(default_factory=Memory)  #: what earlier runs found out
    meanings: dict[str, Meaning] = field(default_factory=dict)  #: of files of manifests and kustomizations
    directives: list[Directive] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def load(self, path: str) -> Sequence[Document]:
        """The documents of a file; raises `OSError` where it cannot be read."""
        return self.parse(path).documents

    def parse(self, path: str) -> ParsedFile:
        """The file, parsed now if it was not before; raises `OSError` where it cannot be read."""
        path = path.removeprefix("./")  # the folder of the root is "."
        found = self.parsed.get(path)
        if found is None:
            found = self.parsed[path] = parse(path, self.tree.read(path))
        return found

    def chart_of(self, path: str) -> str | None:
        """The outermost chart a file is part of."""
        if not self.charts:
            return None
        found = None
        folder = posixpath.dirname(path)
        while True:
            if (folder or ".") in self.charts:
                found = folder or "."
            if not folder:
                return found
            folder = posixpath.dirname(folder)


def read_files(tree: Tree, config: Config, memory: Memory | None = None) -> Files:
    """Discover and parse everything."""
    found = discover(tree, config.exclude)
    files = Files(tree, listed=found.files, problems=list(found.problems), notices=list(found.notices))
    files.memory = memory or files.memory
    everything = tree.paths()
    files.charts = frozenset(
        posixpath.dirname(path) or "." for path in everything if posixpath.basename(path) == "Chart.yaml"
    )
    files.kustomizations = {
        posixpath.dirname(path) or ".": path for path in everything if posixpath.basename(path) in KUSTOMIZATION_NAMES
    }
    _parse_all(files, [path for path in found.files if not is_template(files, path)], config.jobs)
    return files


def is_template(files: Files, path: str) -> bool:
    """Whether a file belongs to a chart's templates: it is judged as rendered, not as text."""
    folder = posixpath.dirname(path)
    while folder:
        parent = posixpath.dirname(folder)
        if posixpath.basename(folder) == "templates" and (parent or ".") in files.charts:
            return True
        folder = parent
    return False


def _parse_all(files: Files, paths: Sequence[str], jobs: int) -> None:
    """Parse the files, in several processes where there are many; the result does not depend on how many."""
    memory = files.memory
    by_path = {path: row for path in paths if memory and (row := _known(memory.parsed, files.tree, path)) is not None}
    unknown = [path for path in paths if path not in by_path]
    count = processes(jobs, len(unknown), FILES_WORTH_IT)
    turn = pack if count > 1 else _as_it_is

    def share(some: Sequence[str]) -> list[Row]:
        return [_one(files.tree, path, turn, memory) for path in some]

    # Every count-th file: neighbours are alike, so the shares are.
    shares = [unknown[index::count] for index in range(count)]
    results = [row for part in spread(shares, share) for row in part] if count > 1 else share(unknown)
    for row in results:
        by_path[row[0]] = row
        if row[-1]:
            memory.parsed.put(*row[-1])
    for path in paths:
        _, parsed, problem, notice, directed, meaning, _ = by_path[path]
        if parsed is not None:
            files.parsed[path] = unpack(parsed) if isinstance(parsed, tuple) else parsed
        if problem is not None:
            files.problems.append(Problem(problem[0], path, problem[1]))
        if notice is not None:
            files.notices.append(Notice(notice[0], path, notice[1]))
        if meaning and not files.chart_of(path):
            files.meanings[path] = meaning
        if directed:
            found, problems = directives(path, files.tree.read(path))
            files.directives.extend(found)
            files.problems.extend(problems)


Row = tuple[str, Any, tuple[str, str] | None, tuple[str, str] | None, bool, Meaning | None, tuple[str, Any] | None]
"""Path, parsed file, problem, notice, whether the file holds directives, what it means, and what is to be kept under
which key."""


def _as_it_is(parsed: ParsedFile) -> ParsedFile:
    return parsed


def _key(path: str, digest: str) -> str:
    """What a file is kept under: the name decides how its content is read."""
    return digest + (".json" if path.endswith(".json") else ".kustomization" if _is_kustomization(path) else "")


def _is_kustomization(path: str) -> bool:
    return posixpath.basename(path) in KUSTOMIZATION_NAMES


def _known(parsed: Pack, tree: Tree, path: str) -> Row | None:
    """A file as an earlier run parsed it."""
    digest = tree.digest(path)
    data: Any = parsed.get(_key(path, digest)) if digest else None
    try:
        packed, withheld, directed, said = data
        meaning = _told(*said) if said else None
        found = unpack((path, *packed))
        if withheld:
            found = _with_secrets(found, decode(tree.read(path)).text, withheld)
    except (TypeError, ValueError, OSError):
        return None
    # What was read just now may be newer than what was looked up.
    known = _is_sound(found) and tree.digest(path) == digest
    return (path, found, None, None, bool(directed), meaning, None) if known else None


def _with_secrets(parsed: ParsedFile, text: str, withheld: Sequence[Sequence[int]]) -> ParsedFile:
    """The file with the documents that were not written down, read from its text; `ValueError` if they are not there.

    Each is said by its index, its line, and from where to where it is.
    """
    documents = list(parsed.documents)
    for index, line, start, end in withheld:
        (document,) = parse_stretch(parsed.path, text, start, end).documents
        documents.append(Document(parsed.path, index, document.value, line))
    return replace(parsed, documents=tuple(sorted(documents, key=_index)))


def _index(document: Document) -> int:
    return document.index


def _told(outlines: object, inside: object) -> Meaning:
    return str(outlines), str(inside)


def _is_sound(parsed: ParsedFile) -> bool:
    """Whether every part is of the type that the parser gives it: a cache may hold anything."""
    oddities = [oddity for document in parsed.documents for oddity in document.oddities]
    texts = [text for problem in parsed.problems for text in (problem.rule, problem.message, problem.key)]
    texts += [text for oddity in oddities for text in (oddity.kind, oddity.text)]
    pointers = [problem.pointer for problem in parsed.problems] + [oddity.pointer for oddity in oddities]
    spans = [problem.span for problem in parsed.problems] + [oddity.span for oddity in oddities]
    spans += [oddity.first for oddity in oddities if oddity.first is not None]
    numbers = [problem.document for problem in parsed.problems] + [number for span in spans for number in span]
    numbers += [number for document in parsed.documents for number in (document.index, document.line)]
    return (
        all(type(text) is str for text in texts)
        and all(type(number) is int for number in (*numbers, *parsed.empty))
        and all(type(part) in (str, int) for pointer in pointers for part in pointer)
        and all(document.value is not None for document in parsed.documents)
    )


def _meaning(parsed: ParsedFile) -> Meaning | None:
    """What tells the values of a file of manifests or a kustomization from any others; None for any other file.

    A comment more and another indentation leave it as it is; where anything is odd about the text, it counts.
    """
    values = [document.value for document in parsed.documents]
    if _is_kustomization(parsed.path):  # which may leave out what it is
        values = [_OF_KUSTOMIZATIONS | value if isinstance(value, dict) else value for value in values]
    plain = values and not parsed.problems and not any(document.oddities for document in parsed.documents)
    if not plain or not all(isinstance(value, dict) and "apiVersion" in value and "kind" in value for value in values):
        return None
    inside: list[Any] = []
    outlines = [(document.index, outline(v, inside)) for document, v in zip(parsed.documents, values, strict=True)]
    return _digest(outlines), _digest(inside) if inside else ""


def _digest(value: object) -> str:
    return digest_of(repr(value).encode("utf-8", "surrogatepass"))


def _kept(path: str, data: bytes, parsed: ParsedFile, digest: str, more: Sequence[Any]) -> tuple[str, Any] | None:
    """What the next run needs of a file: all but the documents with a secret, of which it says where they are.

    None where documents share values, or cannot be told apart.
    """
    try:
        text = decode(data).text
    except ValueError:
        return None
    secret = secret_documents(text, parsed) if not has_aliases(text) else None
    if secret is None:
        return None
    open_ones = tuple(document for document in parsed.documents if document.index not in secret)
    withheld = [(item.index, item.line, *secret[item.index]) for item in parsed.documents if item.index in secret]
    return _key(path, digest), [pack(replace(parsed, documents=open_ones))[1:], withheld, *more]


def _one(tree: Tree, path: str, turn: Callable[[ParsedFile], Any], memory: Memory) -> Row:
    try:
        data = tree.read(path)
    except TooLargeError as error:
        return (path, None, ("file-too-large", str(error)), None, False, None, None)
    except OutsideTreeError as error:
        return (path, None, None, ("outside-root", str(error)), False, None, None)
    except OSError as error:
        problem = ("file-unreadable", f"file cannot be read: {error.strerror or error}")
        return (path, None, problem, None, False, None, None)
    if path.endswith(".json") and b'"kind"' not in data:
        return (path, None, None, None, False, None, None)
    parsed, directed = parse(path, data), _DIRECTIVE in data
    # The digest of what was read: the file may have changed since its digest was asked for.
    digest = tree.digest(path) if memory else ""
    meaning = _meaning(parsed) if digest else None
    kept = _kept(path, data, parsed, digest, [directed, meaning]) if digest else None
    return (path, turn(parsed), None, None, directed, meaning, kept)
