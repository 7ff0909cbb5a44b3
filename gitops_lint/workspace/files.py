"""Every file that may hold manifests, parsed once and classified."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gitops_lint.problem import Notice, Problem
from gitops_lint.settings import Config
from gitops_lint.source.comments import Directive, directives
from gitops_lint.source.discover import MANIFEST_SUFFIXES, discover
from gitops_lint.source.document import Document, ParsedFile
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import OutsideTreeError, TooLargeError, Tree

KUSTOMIZATION_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
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
    _parse_all(files, [path for path in found.files if not _is_template(files, path)])
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


def _parse_all(files: Files, paths: Iterable[str]) -> None:
    for path in paths:
        try:
            data = files.tree.read(path)
        except TooLargeError as error:
            files.problems.append(Problem("file-too-large", path, str(error)))
            continue
        except OutsideTreeError as error:
            files.notices.append(Notice("outside-root", path, str(error)))
            continue
        except OSError as error:
            message = f"file cannot be read: {error.strerror or error}"
            files.problems.append(Problem("file-unreadable", path, message))
            continue
        if path.endswith(".json") and b'"kind"' not in data:
            continue
        files.parsed[path] = parse(path, data)
        if _DIRECTIVE in data:
            found, problems = directives(path, data)
            files.directives.extend(found)
            files.problems.extend(problems)


def is_manifest_name(path: str) -> bool:
    """Whether a file of this name may hold manifests."""
    return path.endswith(MANIFEST_SUFFIXES)
