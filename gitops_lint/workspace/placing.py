"""What was rendered, put into its place: every object becomes a resource with its context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from gitops_lint.model.deployable import Deployable
from gitops_lint.model.resource import Application, ApplicationSet
from gitops_lint.render.request import Rendered
from gitops_lint.settings import Config
from gitops_lint.source.globs import GlobSet
from gitops_lint.workspace.applications import Found, Key, key_of
from gitops_lint.workspace.contexts import Placement
from gitops_lint.workspace.files import Files

if TYPE_CHECKING:
    from gitops_lint.workspace.online.remotes import Remotes

T = TypeVar("T", Application, ApplicationSet)
Everything = Sequence[tuple[Deployable, tuple[Rendered, ...]]]
"""All deployables with the objects that they bring."""


class Vendored:
    """Whose hand an object is from."""

    def __init__(self, listed: GlobSet, files: Files, remotes: Remotes | None) -> None:
        self.listed = listed  #: what ``vendored:`` of the configuration says
        self._files = files
        self._remotes = remotes

    def holds(self, item: Rendered) -> bool:
        """Whether others write what made an object: a chart below ``charts/``, or what ``vendored:`` lists."""
        path = item.origin.first.path
        if self.listed.matches(path) or (self._remotes is not None and self._remotes.holds(path)):
            return True
        if item.origin.first.how != "template":
            return False
        chart = self._files.chart_of(path) or ""
        inside = path.removeprefix(f"{chart}/")
        # A packaged dependency has no template in the tree; its objects are put down to the Chart.yaml.
        return inside.startswith("charts/") or inside == "Chart.yaml"


def place(
    everything: Everything,
    config: Config,
    vendored: Vendored,
    found: Mapping[Key, Found],
    expanded: Mapping[Key, Deployable],
) -> None:
    """Give every deployable its resources, and every Application and set the resource that stands for it."""
    placement = Placement(config, everything)
    made = [entry for entry in everything if entry[0].kind == "applicationset"]
    _fill([entry for entry in everything if entry[0].kind != "applicationset"], placement, vendored)
    sets = _official(everything, ApplicationSet)
    for key, generated in expanded.items():
        generated.application_set = sets.get(key)
        if generated.application_set is not None:
            # Only what deploys a set says where it is, and with it the Applications that it makes.
            generated.namespace = generated.application_set.namespace
    _fill(made, placement, vendored)
    applications = _official(everything, Application)
    for key, one in found.items():
        if key in applications:
            one.deployable.application = applications[key]


def _fill(entries: Everything, placement: Placement, vendored: Vendored) -> None:
    """Make the objects of deployables resources, each with its context."""
    for deployable, objects in entries:
        deployable.resources = tuple(
            placement.resource(item, deployable, vendored=vendored.holds(item)) for item in objects
        )


def _official(everything: Everything, kind: type[T]) -> dict[Key, T]:
    """The first resource of each Application or set."""
    found: dict[Key, T] = {}
    for deployable, objects in everything:
        # A set that is still to be placed has no resources yet.
        for item, resource in zip(objects, deployable.resources, strict=False):
            if isinstance(resource, kind):
                found.setdefault(key_of(item), resource)
    return found
