"""What is wrong with the charts of the repository, whoever deploys them: the checks of ``helm lint`` that need no
cluster.

Source: ``pkg/chart/v2/lint/rules`` of helm 4 and ``internal/resolver/resolver.go`` (what ``helm dependency build``,
which Argo CD runs where dependencies are missing, takes).
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.render.bundled import bundle_of
from gitops_lint.render.helm.lock import is_out_of_sync
from gitops_lint.render.helm.metadata import NO_ICON, REFUSED, defects, dependencies, text
from gitops_lint.render.helm.questions import cluster_questions
from gitops_lint.render.request import RenderRequest
from gitops_lint.source.globs import GlobSet
from gitops_lint.source.mounted import files_below
from gitops_lint.source.tree import OutsideTreeError, normalise, readable
from gitops_lint.values import replace
from gitops_lint.workspace.files import Files

CONTENT = ("templates", "crds", "charts")
TEMPLATE_ENDINGS = (".yaml", ".yml", ".tpl", ".txt")
_ARCHIVE = regex(r"(.+?)-(v?\d+\.\d+\.\d+.*)\.tgz")
_INCOMPATIBLE = regex(r"chart requires kubeVersion: (.+) which is incompatible with Kubernetes (\S+)")


class ChartChecks:
    """The charts of one tree that its authors write themselves."""

    def __init__(self, files: Files, vendored: GlobSet, argocd: tuple[int, int]) -> None:
        self._files = files
        self._vendored = vendored
        self._looked_through: set[str] = set()  #: charts whose templates were read for what they ask
        bundle = bundle_of(argocd)
        self._helm = int(bundle.helm[1]) if bundle is not None else 3

    def problems(self) -> Iterator[Problem]:
        """Everything about all of them."""
        for chart in sorted(self._files.charts):
            path = posixpath.join(chart, "Chart.yaml").removeprefix("./")
            if self._files.chart_of(path) != chart or self._vendored.matches(path):
                continue
            yield from self._metadata(chart)
            yield from self._dependencies(chart)
            yield from self._lock(chart)
            yield from self._templates(chart)

    def explained(self, request: RenderRequest, problems: tuple[Problem, ...]) -> Iterator[Problem]:
        """The problems of a rendering, with more exact ones in place of what helm says about the whole chart."""
        if request.kind == "helm" and request.at is not None:
            yield from self._asked(request.path)
        for problem in problems:
            exact = tuple(self._explanations(request.path, problem)) if problem.rule == "helm-render-error" else ()
            yield from exact or (problem,)

    def _asked(self, chart: str) -> Iterator[Problem]:
        """What the templates of a chart that an Application deploys ask for, and never get."""
        if chart in self._looked_through or self._vendored.matches(posixpath.join(chart, "Chart.yaml")):
            return
        self._looked_through.add(chart)
        for path in files_below(self._files.tree, posixpath.join(chart, "templates").removeprefix("./")):
            if posixpath.splitext(path)[1] in TEMPLATE_ENDINGS[:3]:
                yield from cluster_questions(path, readable(self._files.tree, path))

    def _explanations(self, chart: str, problem: Problem) -> Iterator[Problem]:
        if not self._is_chart(chart):  # an Application took a folder for one
            return
        for found in self._metadata(chart):
            if found.rule == REFUSED:
                yield found
        match = _INCOMPATIBLE.search(problem.message)
        value = self._value(posixpath.join(chart, "Chart.yaml"))
        if match and isinstance(value, dict) and text(value.get("kubeVersion")) == match[1]:
            yield self._at(chart, "chart-kube-version-unsatisfied", ("kubeVersion",), match[0])

    def _metadata(self, chart: str) -> Iterator[Problem]:
        value = self._value(posixpath.join(chart, "Chart.yaml"))
        if value is _UNREADABLE:  # yaml-syntax-error says more
            return
        for found in defects(value, self._helm):
            if found.rule != NO_ICON or not isinstance(value, dict) or text(value.get("type")) != "library":
                yield replace(self._at(chart, found.rule, found.pointer, found.message), grip=found.grip)

    def _dependencies(self, chart: str) -> Iterator[Problem]:
        declared = set()
        vendored: dict[str, list[str]] = defaultdict(list)
        for dependency, version in self._vendored_charts(chart):
            vendored[dependency].append(version)
        for name in ("Chart.yaml", "requirements.yaml"):
            for index, item in dependencies(self._value(posixpath.join(chart, name))):
                dependency = text(item.get("name"))
                declared.add(dependency)
                if dependency not in vendored:
                    yield from self._not_found(chart, name, index, item)
                elif not any(_allows(text(item.get("version")), version) for version in vendored[dependency]):
                    message = f"'charts/' holds version {', '.join(vendored[dependency])} of '{dependency}'"
                    place = ("dependencies", index, "version")
                    yield self._at(chart, "chart-dependency-version-mismatch", place, message, name)
        for name in sorted(vendored.keys() - declared):
            message = f"chart metadata is missing these dependencies: '{name}'"
            yield self._at(chart, "chart-dependency-undeclared", (), message)

    def _lock(self, chart: str) -> Iterator[Problem]:
        """A lock that was not written anew, where something has to be built by it."""
        metadata, lock = (self._value(posixpath.join(chart, name)) for name in ("Chart.yaml", "Chart.lock"))
        there = {name for name, _ in self._vendored_charts(chart)}
        wanted = {text(item.get("name")) for _, item in dependencies(metadata)}
        if wanted - there and is_out_of_sync(metadata, lock):
            message = "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml)"
            yield self._at(chart, "chart-lock-out-of-sync", ("digest",), message, "Chart.lock")

    def _not_found(self, chart: str, file: str, index: int, item: dict[str, Any] | Any) -> Iterator[Problem]:
        """A dependency that ``helm dependency build`` cannot get, whatever the network."""
        name, repository = text(item.get("name")), text(item.get("repository"))
        rule = "chart-dependency-not-found"
        if not repository:
            message = f"dependency '{name}' has no repository, and 'charts/{name}' does not exist"
            yield self._at(chart, rule, ("dependencies", index, "name"), message, file)
        elif repository.startswith("file://"):
            folder = repository.removeprefix("file://")
            try:
                found = folder.startswith("/") or self._is_chart(normalise(posixpath.join(chart, folder)))
            except OutsideTreeError:
                found = False
            if not found:
                message = f"directory '{folder}' of dependency '{name}' is no chart"
                yield self._at(chart, rule, ("dependencies", index, "repository"), message, file)
        elif not self._files.tree.is_file(posixpath.join(chart, "Chart.lock")):
            version = text(item.get("version"))
            if not version:
                message = f"dependency '{name}' has no version: the newest one is taken"
                yield self._at(
                    chart, "chart-dependency-version-missing", ("dependencies", index, "name"), message, file
                )
            elif not _is_range(version):
                message = (
                    f"dependency '{name}' has an invalid version/constraint format: improper constraint: {version}"
                )
                yield self._at(chart, rule, ("dependencies", index, "version"), message, file)

    def _is_chart(self, folder: str) -> bool:
        return self._files.tree.is_file(posixpath.join(folder, "Chart.yaml"))

    def _vendored_charts(self, chart: str) -> Iterator[tuple[str, str]]:
        """Name and version of the charts below ``charts/``; helm skips what starts with ``_`` or ``.``."""
        folder = posixpath.join(chart, "charts")
        for entry in self._files.tree.listdir(folder):
            archive = _ARCHIVE.fullmatch(entry)
            if archive:
                yield archive[1], archive[2]
            elif not entry.startswith(("_", ".")) and self._is_chart(posixpath.join(folder, entry)):
                value = self._value(posixpath.join(folder, entry, "Chart.yaml"))
                said = value if isinstance(value, dict) else {}
                yield text(said.get("name")) or entry, text(said.get("version"))

    def _templates(self, chart: str) -> Iterator[Problem]:
        value = self._value(posixpath.join(chart, "Chart.yaml"))
        library = isinstance(value, dict) and value.get("type") == "library"
        if not library and not any(self._files.tree.listdir(posixpath.join(chart, name)) for name in CONTENT):
            message = "chart has neither 'templates/' nor 'crds/' nor 'charts/': it deploys nothing"
            if not dependencies(value):
                yield self._at(chart, "chart-empty", (), message)
        for path in files_below(self._files.tree, posixpath.join(chart, "templates").removeprefix("./")):
            ending = posixpath.splitext(path)[1]
            if ending not in TEMPLATE_ENDINGS:
                message = f"file extension '{ending}' not valid: valid extensions are .yaml, .yml, .tpl, or .txt"
                yield Problem("chart-template-extension", path, message)

    def _value(self, path: str) -> Any:
        """The first document of a file; None for an empty one."""
        path = path.removeprefix("./")
        if not self._files.tree.is_file(path):
            return None
        try:
            parsed = self._files.parse(path)
        except OSError:
            return _UNREADABLE
        if parsed.problems:
            return _UNREADABLE
        return parsed.documents[0].value if parsed.documents else None

    @staticmethod
    def _at(chart: str, rule: str, pointer: tuple[str | int, ...], message: str, file: str = "Chart.yaml") -> Problem:
        path = posixpath.join(chart, file).removeprefix("./")
        return Problem(rule, path, message, key=message, document=0, pointer=pointer)


_UNREADABLE = object()


def _is_range(version: str) -> bool:
    """Whether helm can read what a dependency asks for, or will once somebody has filled it in."""
    from gitops_lint.argocd.plain import is_open
    from gitops_lint.argocd.semver import parse_constraint

    return is_open(version) or parse_constraint(version) is not None


def _allows(wanted: str, version: str) -> bool:
    """Whether a version is in a range; what cannot be read is."""
    from gitops_lint.argocd.semver import TagError, parse_constraint, parse_version

    if not wanted:
        return True
    try:
        constraint, found = parse_constraint(wanted), parse_version(version)
    except TagError:
        return True
    return constraint is None or found is None or constraint.allows(found)
