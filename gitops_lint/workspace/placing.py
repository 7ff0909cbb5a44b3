"""What was rendered, put into its place: every object becomes a resource with its context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

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


def place(everything: Everything, config: Config, vendored: Vendored) -> None:
    """Give every deployable its resources: the objects, each with its context."""
    placement = Placement(config, everything)
    for deployable, objects in everything:
        deployable.resources = tuple(
            placement.resource(item, deployable, vendored=vendored.holds(item)) for item in objects
        )


def stand_for(everything: Everything, found: Mapping[Key, Found], expanded: Mapping[Key, Deployable]) -> None:
    """Give the deployable of every Application, and of every set, the resource that stands for it."""
    official: dict[Key, Application] = {}
    sets: dict[Key, ApplicationSet] = {}
    for deployable, objects in everything:
        for item, resource in zip(objects, deployable.resources, strict=True):
            if isinstance(resource, Application):
                official.setdefault(key_of(item), resource)
            elif isinstance(resource, ApplicationSet):
                sets.setdefault(key_of(item), resource)
    for key, one in found.items():
        if key in official:
            one.deployable.application = official[key]
    for key, generated in expanded.items():
        generated.application_set = sets.get(key)
