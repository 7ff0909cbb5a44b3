"""The values of this room: a reference from one object to another, and what an object brings about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from gitops_lint.references.matching import Selector

POD = "pod"
"""The pod does not start before the target exists."""
APPLY = "apply"
"""The API server refuses the object before the target exists."""
HEALTH = "health"
"""The object is accepted, and is not Healthy before the target exists."""
EVENTUALLY = "eventually"
"""The object works as soon as the target exists; nothing waits for it."""

CLUSTER = ""
"""The namespace of a target that is cluster-scoped."""
EVERYWHERE = "*"
"""The namespace of what is in all of them, or is looked for in all of them."""
PODS = ("", "Pod")
"""The target of a selector that selects pods: match it against the labels of pod templates."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One object's need of another.

    ``pointer`` is the place in the referring object. ``namespace`` is None for the object's own namespace, '' for a
    cluster-scoped target, '*' for a selector that selects in all of them. A reference has a ``name`` or a
    ``selector``. ``key`` is a key of a ConfigMap or Secret, ``port`` a port of a Service by name or number, both ''
    where none is named. ``need`` is POD, APPLY, HEALTH or EVENTUALLY. ``via`` is how people name the place:
    'containers[api].envFrom[0]'.
    """

    pointer: str
    group: str
    kind: str
    name: str = ""
    namespace: str | None = None
    selector: Selector | None = None
    key: str = ""
    port: str | int = ""
    optional: bool = False
    need: str = EVENTUALLY
    via: str = ""


AT_APPLY = "apply"
"""It is there as soon as the object is."""
LATER = "reconciled"
"""A controller makes it some time after the object was applied."""
ON_MOUNT = "mounted"
"""It is made when a pod mounts a volume."""


@dataclass(frozen=True, slots=True)
class Provision:
    """What an object makes exist besides itself.

    ``namespace`` is None for the object's own namespace, '*' for many that cannot be listed, '' for cluster scope.
    ``keys`` are the keys of a ConfigMap or Secret, None where they cannot be known. ``when`` is AT_APPLY, LATER or
    ON_MOUNT. ``pointer`` is the place that names it.
    """

    group: str
    kind: str
    name: str
    pointer: str
    namespace: str | None = None
    keys: frozenset[str] | None = None
    when: str = LATER
