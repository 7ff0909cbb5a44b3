"""What the sources of each Application are resolved against, and what files may call it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from gitops_lint.argocd.sourcefiles import instance_names
from gitops_lint.argocd.world import World
from gitops_lint.argocd.written import WrittenSettings
from gitops_lint.model.deployable import Deployable
from gitops_lint.values import dataclass
from gitops_lint.workspace.applications import Applications, Found
from gitops_lint.workspace.files import Files

if TYPE_CHECKING:
    from gitops_lint.workspace.online.remotes import Remotes


@dataclass(slots=True)
class Worlds:
    """Cluster and Argo CD differ from Application to Application; the rest is the same for all."""

    files: Files
    applications: Applications
    told: WrittenSettings
    argocd: tuple[int, int]
    kube_version: str  #: of clusters that nobody tells the version of
    remotes: Remotes | None

    def of(self, found: Found) -> World:
        """The world of an Application."""
        deployable = found.deployable
        version = deployable.cluster.kubernetes_version
        return World(
            self.files.tree,
            self.applications.own.where,
            lambda path: [document.value for document in self.files.load(path)],
            self.argocd,
            f"{version}.0" if version else self.kube_version,
            deployable.cluster.api_versions,
            self.remotes.chart if self.remotes is not None else None,
            self._called(deployable),
            partial(self.told.build_options, found.root, deployable.instance),
            self.told.switched_off(found.root, deployable.instance),
        )

    def names(self, sets: Iterable[Deployable]) -> dict[str, list[str]]:
        """The Applications of each folder, as files call them; nothing where one of the sets may have more."""
        names: dict[str, list[str]] = defaultdict(list)
        if not any(item.not_checked for item in sets):
            for found in self.applications.found.values():
                for folder in found.deployable.folders:
                    names[folder].extend(self._called(found.deployable))
        return names

    def _called(self, deployable: Deployable) -> tuple[str, ...]:
        """What files that are named after its Application may call it."""
        application, home = deployable.application, self.applications.instances.namespace(deployable.instance)
        return instance_names(application.name, application.namespace, home) if application is not None else ()
