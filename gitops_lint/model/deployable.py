"""A set of resources that are applied together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.model.context import UNKNOWN_CLUSTER, Cluster
from gitops_lint.model.origin import Cause
from gitops_lint.source.mounted import is_mounted
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from gitops_lint.model.resource import Application, ApplicationSet, Resource


class Deployable:
    """What one Application deploys; where none points, one kustomization, chart or folder.

    Built by the workspace and complete before any rule sees it.
    """

    __slots__ = (
        "application",
        "application_set",
        "cluster",
        "folders",
        "instance",
        "kind",
        "namespace",
        "not_checked",
        "path",
        "resources",
        "speculative",
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
        self.kind = kind  #: ``application``, ``applicationset``, ``kustomization``, ``chart``, ``folder`` …
        self.path = path  #: folder or file it is rendered from, relative to the root
        self.application = application
        self.application_set: ApplicationSet | None = None  #: with the kind ``applicationset``: what generated it
        self.cluster = cluster
        self.namespace = namespace  #: the destination's namespace; a set's own, where its Applications are
        self.instance = instance  #: the Argo CD that runs the Application; empty where nothing tells several apart
        self.resources: tuple[Resource, ...] = ()
        self.folders: tuple[str, ...] = ()  #: of an Application: what of the tree its sources are rendered from
        self.not_checked: tuple[NotChecked, ...] = ()  #: what of it could not be rendered
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
            item = item.parent
        return found

    @property
    def brought_by(self) -> Application | ApplicationSet | None:
        """The object that makes Argo CD deploy it."""
        return self.application if self.application is not None else self.application_set

    @property
    def parent(self) -> Deployable | None:
        """What holds the object that makes Argo CD deploy it; None where it holds itself, and where there is none."""
        bringer = self.brought_by
        parent = bringer.deployable if bringer is not None else None
        return None if parent is self else parent

    @property
    def root(self) -> Deployable:
        """The deployable that it comes from in the end: the one that nobody in the repository deploys."""
        return self.ancestors[-1]

    @property
    def led_to_by(self) -> Cause | None:
        """The source of the nearest Application in this repository that leads here; None where all are in others."""
        for item in self.ancestors:
            application = item.application
            cause = application.origin.trace(("spec", "source"))[0] if application is not None else None
            if cause is not None and not is_mounted(cause.path):
                return cause
        return None

    @property
    def approximate(self) -> bool:
        """Whether another revision was judged than the one that is deployed."""
        return any(part.approximate for part in self.not_checked)

    def __repr__(self) -> str:
        """For test output."""
        return f"<{self.kind} {self.name}>"


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A part of a deployable that could not be looked at."""

    reason: str
    cause: Cause
    weight: str = "info"  #: ``error``: fails to render; ``warning``: a tool is missing; ``info``: it is remote
    approximate: bool = False  #: something like it was looked at: what is found there is less certain
