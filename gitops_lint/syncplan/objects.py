"""What a sync plan is made of: objects, tasks, and the versions of Argo CD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_lint.references.plain import group_of, kind_of, name_of
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

Version = tuple[int, int]
"""An Argo CD version: major and minor."""

NEWEST: Version = (3, 6)
"""The version whose semantics apply unless another one is asked for."""


@dataclass(frozen=True, slots=True)
class SyncObject:
    """One object of an Application, as rendered.

    ``key`` leads the caller back to its own value. ``namespace`` is the namespace the object will live in,
    '' for a cluster-scoped one.
    """

    key: Hashable
    value: Mapping[str, Any]
    namespace: str = ""

    @property
    def group(self) -> str:
        """The API group, '' for the core group."""
        return group_of(self.value)

    @property
    def kind(self) -> str:
        """The kind."""
        return kind_of(self.value)

    @property
    def name(self) -> str:
        """``metadata.name``, '' if Argo CD has to make one from ``generateName``."""
        return name_of(self.value)


@dataclass(frozen=True, slots=True)
class Task:
    """One object in one phase: what Argo CD sorts, applies or prunes.

    ``name`` is the name it gets, also where ``metadata.generateName`` makes it. ``namespace`` is the one Argo CD
    writes into the object before sorting: the destination's where the manifest has none, cluster-scoped objects
    included. ``wave`` and ``phase`` are the effective ones; ``moved_from`` holds the phase and wave asked for, if
    the object was moved in front of what depends on it.
    """

    object: SyncObject
    phase: str
    wave: int
    name: str
    namespace: str
    hook: bool = False
    prune: bool = False
    kept: bool = False
    """True for a prune that does not happen (``Prune=false``, or a sync without prune); it still has a place."""
    created: bool = False
    """True for the Namespace that ``CreateNamespace=true`` adds."""
    moved_from: tuple[str, int] | None = None

    @property
    def group(self) -> str:
        """The API group, '' for the core group."""
        return self.object.group

    @property
    def kind(self) -> str:
        """The kind."""
        return self.object.kind

    @property
    def title(self) -> str:
        """Group, kind and name as Argo CD's own messages write them: 'apps/Deployment/web', '/Service/web'."""
        return f"{self.group}/{self.kind}/{self.name}"
