"""A set of resources that are applied together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.model.context import UNKNOWN_CLUSTER, Cluster
from gitops_lint.model.origin import Cause
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from gitops_lint.model.resource import Application, Resource


class Deployable:
    """What one Application deploys; where none points, one kustomization, chart or folder.

    Built by the workspace and complete before any rule sees it.
    """

    __slots__ = (
        "application",
        "cluster",
        "instance",
        "kind",
        "namespace",
        "not_checked",
        "path",
        "resources",
        "speculative",
        "via",
    )

    def __init__(
        self,
        kind: str,
        path: str,
        *,
        application: Application | None = None,
        cluster: Cluster = UNKNOWN_CLUSTER,
        namespace: str = "",
        instance: str = "",
    ) -> None:
        self.kind = kind  #: ``application``, ``kustomization``, ``chart`` or ``folder``
        self.path = path  #: folder or file it is rendered from, relative to the root
        self.application = application
        self.cluster = cluster
        self.namespace = namespace  #: the destination's namespace
        self.instance = instance  #: the Argo CD that runs the Application
        self.resources: tuple[Resource, ...] = ()
        self.not_checked: tuple[NotChecked, ...] = ()  #: what of it could not be rendered
        self.via: tuple[Cause, ...] = ()  #: where the ApplicationSet is written that makes the objects
        #: rendered with values that nobody said are the real ones: what depends on values proves nothing
        self.speculative = False

    @property
    def name(self) -> str:
        """``namespace/name`` of the Application, else the path."""
        if self.application is None:
            return self.path
        return f"{self.application.namespace}/{self.application.name}".lstrip("/")

    @property
    def ancestors(self) -> list[Deployable]:
        """Itself, what deploys its Application, and so on up."""
        found: list[Deployable] = []
        item: Deployable | None = self
        while item is not None and all(item is not known for known in found):
            found.append(item)
            item = item.application.deployable if item.application is not None else None
        return found

    def __repr__(self) -> str:
        """For test output."""
        return f"<{self.kind} {self.name}>"


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A part of a deployable that could not be looked at."""

    reason: str
    cause: Cause
    weight: str = "info"  #: ``error``: fails to render; ``warning``: a tool is missing; ``info``: it is remote
