"""What a chart prints differently each time, although nothing has changed.

Argo CD renders a chart for every comparison: what is random in it is never in sync.  A chart whose text names one of
the random functions of Sprig is rendered twice, and the two outputs are compared.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from gitops_lint.finding import Pointer
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.patterns import regex
from gitops_lint.render.helm.binary import Done
from gitops_lint.render.helm.chart import ChartRenderer
from gitops_lint.render.helm.compare import changes
from gitops_lint.render.helm.origins import Release, Templated, pieces_of
from gitops_lint.source.mounted import files_below
from gitops_lint.source.tree import Tree
from gitops_lint.workspace.tracing import charts_of

MAX_RELEASES = 20
"""In one run; each is rendered twice."""

WITNESSES = 3
"""Releases of one chart."""

_RANDOM = regex(
    r"\b(?:rand(?:AlphaNum|Alpha|Numeric|Ascii|Bytes|Int)|shuffle|uuidv4|htpasswd|bcrypt|encryptAES|"
    r"gen(?:PrivateKey|(?:CA|SelfSignedCert|SignedCert)(?:WithKey)?))\b"
)
"""Functions of Sprig that give another answer each time; the time of day is left out, for a day may be meant."""

_TEMPLATES = (".yaml", ".yml", ".tpl", ".json", ".txt")


def unstable_places(repo: Repository) -> tuple[tuple[Resource, Pointer], ...]:
    """The places of objects that Applications deploy, for each object the first; ask through ``repo.once``."""
    wanted = list(_wanted(repo))
    if not wanted:
        return ()
    with suppress(OSError, ValueError), charts_of(repo) as charts:
        if charts is not None:
            with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
                places = list(pool.map(lambda one: _compared(charts, one[0]), wanted))
            return tuple(
                found for (_, made), there in zip(wanted, places, strict=True) for found in _first(there, made)
            )
    return ()


def _wanted(repo: Repository) -> Iterator[tuple[Release, Mapping[int, Resource]]]:
    """The releases to look at, each with its objects by the number of their piece."""
    made: dict[int, tuple[Release, dict[int, Resource]]] = {}
    for resource in repo.resources:
        origin = resource.origin
        if isinstance(origin, Templated) and resource.deployable is not None and resource.deployable.application:
            made.setdefault(id(origin.release), (origin.release, {}))[1].setdefault(origin.piece, resource)
    random: dict[str, bool] = {}
    count: dict[str, int] = {}
    for release, objects in made.values():
        chart = release.request.path
        if chart not in random:
            random[chart] = _names_random(repo.tree, chart)
        if random[chart] and count.get(chart, 0) < WITNESSES and sum(count.values()) < MAX_RELEASES:
            count[chart] = count.get(chart, 0) + 1
            yield release, objects


def _names_random(tree: Tree, chart: str) -> bool:
    for path in files_below(tree, chart):
        if "/templates/" in f"/{path}" and path.endswith(_TEMPLATES):
            with suppress(OSError):
                if _RANDOM.search(tree.read(path).decode("utf-8", "replace")):
                    return True
    return False


Places = list[tuple[int, Sequence[str | int]]]
"""Numbers of pieces with pointers into their objects."""


def _compared(charts: ChartRenderer, release: Release) -> Places:
    key = charts.key(release.request, "unstable")
    done = charts.store(key, lambda: Done(0, json.dumps(_places(charts, release)), ""))
    places: Places = json.loads(done.output)
    return places


def _first(places: Places, made: Mapping[int, Resource]) -> Iterator[tuple[Resource, Pointer]]:
    """The first place of each object."""
    told = set()
    for piece, pointer in places:
        if piece in made and piece not in told:
            told.add(piece)
            yield made[piece], tuple(pointer)


def _places(charts: ChartRenderer, release: Release) -> Places:
    one, other = (charts.run(release.request) for _ in range(2))
    if one.status or other.status:
        return []
    pieces = pieces_of(one.output)
    if [piece.template for piece in pieces] != [piece.template for piece in release.pieces]:
        return []
    return [change.place for change in changes(pieces, pieces_of(other.output)) or ()]
