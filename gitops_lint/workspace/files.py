"""Every file that may hold manifests, parsed once and classified."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gitops_lint.problem import Notice, Problem
from gitops_lint.settings import Config
from gitops_lint.source.classify import KUSTOMIZATION_NAMES
from gitops_lint.source.comments import Directive, directives
from gitops_lint.source.discover import discover
from gitops_lint.source.document import Document, ParsedFile
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import OutsideTreeError, TooLargeError, Tree
from gitops_lint.values import dataclass, field
from gitops_lint.workspace.parallel import FILES_WORTH_IT, pack, processes, spread, unpack

_DIRECTIVE = b"gitops-lint:"


@dataclass(slots=True)
class Files:
    """The parsed files of a run; files outside of the usual names are parsed when somebody asks for them."""

    tree: Tree
    parsed: dict[str, ParsedFile] = field(default_factory=dict)
    listed: tuple[str, ...] = ()  #: the files that discovery found
    charts: frozenset[str] = frozenset()  #: folders with a Chart.yaml
    kustomizations: Mapping[str, str] = field(default_factory=dict)  #: folder -> its kustomization file
    directives: list[Directive] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def load(self, path: str) -> Sequence[Document]:
        """The documents of a file; raises `OSError` where it cannot be read."""
        return self.parse(path).documents

    def parse(self, path: str) -> ParsedFile:
        """The file, parsed now if it was not before; raises `OSError` where it cannot be read."""
        found = self.parsed.get(path)
        if found is None:
            found = self.parsed[path] = parse(path, self.tree.read(path))
        return found

    def chart_of(self, path: str) -> str | None:
        """The outermost chart a file is part of."""
        found = None
        folder = posixpath.dirname(path)
        while True:
            if (folder or ".") in self.charts:
                found = folder or "."
            if not folder:
                return found
            folder = posixpath.dirname(folder)


def read_files(tree: Tree, config: Config) -> Files:
    """Discover and parse everything."""
    found = discover(tree, config.exclude)
    files = Files(tree, listed=found.files, problems=list(found.problems), notices=list(found.notices))
    everything = tree.paths()
    files.charts = frozenset(
        posixpath.dirname(path) or "." for path in everything if posixpath.basename(path) == "Chart.yaml"
    )
    files.kustomizations = {
        posixpath.dirname(path) or ".": path for path in everything if posixpath.basename(path) in KUSTOMIZATION_NAMES
    }
    _parse_all(files, [path for path in found.files if not _is_template(files, path)], config.jobs)
    return files


def _is_template(files: Files, path: str) -> bool:
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
    count = processes(jobs, len(paths), FILES_WORTH_IT)
    turn = pack if count > 1 else _as_it_is

    def share(some: Sequence[str]) -> list[tuple[Any, ...]]:
        return [_one(files.tree, path, turn) for path in some]

    # Every count-th file: neighbours are alike, so the shares are.
    shares = [paths[index::count] for index in range(count)]
    results = [row for part in spread(shares, share) for row in part] if count > 1 else share(paths)
    by_path = {row[0]: row for row in results}
    for path in paths:
        _, parsed, problem, notice, directed = by_path[path]
        if parsed is not None:
            files.parsed[path] = unpack(parsed) if isinstance(parsed, tuple) else parsed
        if problem is not None:
            files.problems.append(Problem(problem[0], path, problem[1]))
        if notice is not None:
            files.notices.append(Notice(notice[0], path, notice[1]))
        if directed:
            found, problems = directives(path, files.tree.read(path))
            files.directives.extend(found)
            files.problems.extend(problems)


Row = tuple[str, Any, tuple[str, str] | None, tuple[str, str] | None, bool]
"""Path, parsed file, problem, notice, and whether the file holds directives."""


def _as_it_is(parsed: ParsedFile) -> ParsedFile:
    return parsed


def _one(tree: Tree, path: str, turn: Callable[[ParsedFile], Any]) -> Row:
    try:
        data = tree.read(path)
    except TooLargeError as error:
        return (path, None, ("file-too-large", str(error)), None, False)
    except OutsideTreeError as error:
        return (path, None, None, ("outside-root", str(error)), False)
    except OSError as error:
        return (path, None, ("file-unreadable", f"file cannot be read: {error.strerror or error}"), None, False)
    if path.endswith(".json") and b'"kind"' not in data:
        return (path, None, None, None, False)
    return (path, turn(parse(path, data)), None, None, _DIRECTIVE in data)
