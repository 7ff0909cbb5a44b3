"""From values of objects that charts made to the keys that set them, through every Application on the way."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

from gitops_lint.cache import Cache
from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.render.helm.binary import find_helm
from gitops_lint.render.helm.chart import ChartRenderer
from gitops_lint.render.helm.compare import Place
from gitops_lint.render.helm.ondisk import OnDisk
from gitops_lint.render.helm.origins import Release, Templated
from gitops_lint.render.helm.probe import Prober
from gitops_lint.render.helm.values import Key
from gitops_lint.source.document import Document
from gitops_lint.source.edit import is_shared
from gitops_lint.source.parse import parse
from gitops_lint.source.positions import Positions
from gitops_lint.workspace.helmstore import helm_store

MAX_LEVELS = 5
"""Applications that hand a value on to each other."""


class Scalar(NamedTuple):
    """A scalar of a rendered object."""

    resource: Resource
    pointer: Pointer
    value: Any


Answers = dict[tuple[int, Pointer], tuple[Cause, ...]]
"""By the identity of the resource and the pointer."""


def values_behind(
    repo: Repository,
    scalars: Sequence[Scalar],
    positions: Callable[[str], Positions | None],
    renderings: int,
    *,
    shared: bool = False,
) -> Answers:
    """The places of the values that make these scalars, where that is certain; nothing for all others.

    Each release is rendered so many times at most. ``shared`` values make other scalars too.
    """
    chosen = [scalar for scalar in scalars if _may_be_a_value(scalar)]
    if not chosen:
        return {}
    with charts_of(repo) as charts:
        if charts is None:
            return {}
        return _Tracer(charts, positions, renderings, shared=shared).trace(chosen, MAX_LEVELS)


@contextmanager
def charts_of(repo: Repository) -> Iterator[ChartRenderer | None]:
    """What renders the charts of a repository again; None where there is no helm."""

    def load(path: str) -> Sequence[Document]:
        return parse(path, repo.tree.read(path)).documents

    helm = find_helm(repo.config.argocd.version)
    if helm is None:
        yield None
        return
    with OnDisk(repo.tree) as disk:
        yield ChartRenderer(repo.tree, disk, helm, load, helm_store(Cache(repo.config.cache)))


def made_by(resource: Resource) -> Templated | None:
    """The origin of an object that a chart's template printed on its own, not in a list."""
    origin = resource.origin
    return origin if isinstance(origin, Templated) and origin.text.index == 0 else None


def _may_be_a_value(scalar: Scalar) -> bool:
    """Whether no line of the template certainly says the scalar itself."""
    origin = made_by(scalar.resource)
    return origin is not None and not origin.text.is_literal(scalar.pointer)


class _Tracer:
    def __init__(
        self, charts: ChartRenderer, positions: Callable[[str], Positions | None], renderings: int, *, shared: bool
    ) -> None:
        self._charts = charts
        self._shared = shared
        self._renderings = renderings
        self._positions = positions

    def trace(self, scalars: Sequence[Scalar], levels: int) -> Answers:
        keys = self._keys(scalars)
        above = [scalar for found in keys.values() for _, scalar in found if scalar is not None]
        known = self.trace(above, levels - 1) if above and levels else {}
        answers: Answers = {}
        for place, found in keys.items():
            causes: list[Cause] = []
            for key, handed in found:
                causes += self._causes(key, handed, known)
            if causes:
                answers[place] = tuple(dict.fromkeys(causes))
        return answers

    def _causes(
        self, key: Key, handed: Scalar | None, known: Mapping[tuple[int, Pointer], tuple[Cause, ...]]
    ) -> Iterable[Cause]:
        if handed is None:
            return (key.cause,)
        if made_by(handed.resource) is not None:
            return known.get((id(handed.resource), handed.pointer), ())
        cause = handed.resource.origin.trace(handed.pointer)[0]
        return (cause,) if cause.span is None and self._alone(cause, handed.pointer) else ()

    def _alone(self, cause: Cause, pointer: Pointer) -> bool:
        """Whether what an Application's file says there is not said elsewhere by the same text."""
        positions = self._positions(cause.path)
        found = positions.find(cause.document, cause.pointer) if positions is not None else None
        inside = "values" in pointer and "valuesObject" not in pointer
        return (
            found is not None and positions is not None and (found.exact or inside) and not is_shared(positions, found)
        )

    def _keys(self, scalars: Sequence[Scalar]) -> dict[tuple[int, Pointer], list[tuple[Key, Scalar | None]]]:
        """Each scalar's keys; with a key of an Application the scalar in that Application's object."""
        wanted: dict[int, dict[Place, Any]] = defaultdict(dict)
        releases: dict[int, Release] = {}
        for scalar in scalars:
            origin = made_by(scalar.resource)
            if origin is not None:
                releases[id(origin.release)] = origin.release
                wanted[id(origin.release)][origin.piece, scalar.pointer] = scalar.value
        with ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as pool:
            answers = dict(zip(releases, pool.map(self._probe, releases.values(), wanted.values()), strict=True))
        found = {}
        for scalar in scalars:
            origin = made_by(scalar.resource)
            if origin is not None:
                keys = answers[id(origin.release)].get((origin.piece, scalar.pointer), ())
                pairs = [(key, _handed_on(key, scalar.resource)) for key in keys]
                found[id(scalar.resource), scalar.pointer] = [
                    (key, above) for key, above in pairs if above is not None or key.layer.path
                ]
        return found

    def _probe(self, release: Release, wanted: Mapping[Place, Any]) -> dict[Place, tuple[Key, ...]]:
        try:
            return Prober(self._charts, release, self._renderings, shared=self._shared).keys(wanted)
        except (OSError, ValueError):
            return {}


def _handed_on(key: Key, resource: Resource) -> Scalar | None:
    """The scalar of the Application that hands the value to the chart."""
    application = resource.deployable.application if resource.deployable is not None else None
    if key.layer.path or application is None:
        return None
    return Scalar(application, key.layer.pointer + key.pointer, key.value)
