"""What sources came to in one tree, for another tree that holds almost the same."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable

from gitops_lint.render.request import RenderRequest, RenderResult
from gitops_lint.source.differing import leads_further
from gitops_lint.source.mounted import is_mounted
from gitops_lint.source.tree import Tree


class Renders:
    """Results by what was asked, of sources of which neither tree has a file that the other one has not."""

    def __init__(self, touched: Collection[str]) -> None:
        self._touched: set[str] = set()  # what is not the same in both trees: files, and the folders that hold them
        self.touch(touched)
        self._known: dict[Hashable, list[tuple[RenderRequest, RenderResult]]] = defaultdict(list)

    def touch(self, paths: Iterable[str]) -> None:
        """Say of more files that they are not the same in both trees."""
        for path in paths:
            folder = posixpath.dirname(path)
            self._touched |= {path, folder}
            while folder := posixpath.dirname(folder):  # without the root, or hardly anything is the same
                self._touched.add(folder)

    def learn(self, request: RenderRequest, result: RenderResult) -> None:
        """Keep a result, unless it is not of this tree alone."""
        if request.kind != "plugin" and not is_mounted(request.path):
            self._known[_most_of(request)].append((request, result))

    def of(self, request: RenderRequest) -> RenderResult | None:
        """The result of the same request; None where there is none, or the other tree may have another one."""
        for known, result in self._known.get(_most_of(request), ()):
            if known == request:
                return None if self._is_touched(request, result) else result
        return None

    def _is_touched(self, request: RenderRequest, result: RenderResult) -> bool:
        if request.path in self._touched or (request.path in ("", ".") and self._touched):
            return True
        # A file is looked for by its name, or found beside others, and a chart may lie below.
        return any(
            path in self._touched or posixpath.dirname(path) in self._touched or is_mounted(path)
            for path in result.files
        )


def shared(touched: Collection[str], *trees: Tree) -> Renders | None:
    """What holds the results of two trees that differ in these files; None where one of them leads further."""
    return None if leads_further(touched, *trees) else Renders(touched)


def _most_of(request: RenderRequest) -> Hashable:
    """What tells most requests apart: many may be for one chart."""
    return request.kind, request.path, request.namespace, request.at, request.helm
