"""The circumstances an object will live in: cluster, versions, namespace, project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from gitops_lint.values import dataclass, field


class KubernetesVersion(NamedTuple):
    """A minor release of Kubernetes, ordered."""

    major: int
    minor: int

    def __str__(self) -> str:
        """As users write it: ``1.33``."""
        return f"{self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: str) -> KubernetesVersion | None:
        """``1.33``, ``v1.33.2`` or ``1.33+``; None for anything else."""
        match = re.match(r"v?(\d{1,3})\.(\d{1,4})(?![\d])", text.strip())
        return cls(int(match[1]), int(match[2])) if match else None


OLDEST = KubernetesVersion(1, 25)
"""The oldest version whose schemas we ship; there are all up to the newest."""

NEWEST = KubernetesVersion(1, 37)
"""The newest version whose schemas we ship; what judges an object when nobody says more."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A destination of Applications."""

    name: str = ""
    server: str = ""
    kubernetes_version: KubernetesVersion | None = None
    account: str = ""  #: AWS account id
    compute: frozenset[str] = frozenset()  #: ``ec2``, ``fargate``, ``auto``
    network_policy: str = ""  #: what enforces policies: ``vpc-cni``, ``cilium``, ``calico``, ``none`` …
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    project: str = ""
    api_versions: tuple[str, ...] = ()
    declared: bool = True  #: False if only named by Applications


UNKNOWN_CLUSTER = Cluster(declared=False)
"""Where nothing says which cluster an object is for."""


@dataclass(frozen=True, slots=True)
class NamespaceFacts:
    """What is known of a namespace besides its name."""

    labels: Mapping[str, str] = field(default_factory=dict)
    known: bool = False  #: its Namespace object or managed metadata is in the repository
    filled_in: frozenset[tuple[str, str]] = frozenset()
    """What its LimitRanges give containers that state none: ``("limits", "memory")``."""


UNKNOWN_NAMESPACE = NamespaceFacts()


@dataclass(frozen=True, slots=True)
class Context:
    """What a local rule may know beyond its target; part of the key under which its result is cached."""

    kubernetes: KubernetesVersion = NEWEST
    cluster: Cluster = UNKNOWN_CLUSTER
    namespace: str = ""  #: the namespace the object will live in; empty for cluster-wide or unknown
    namespace_facts: NamespaceFacts = UNKNOWN_NAMESPACE
    application: str = ""  #: ``namespace/name`` of the Application that deploys it
    project: str = ""
    argocd: tuple[int, int] = (3, 2)
    vendored: bool = False  #: made by a chart that the repository's authors do not write

    def key(self) -> tuple[object, ...]:
        """What a local rule's result may depend on, as plain values."""
        cluster, facts = self.cluster, self.namespace_facts
        return (
            self.kubernetes,
            (cluster.name, cluster.server, cluster.account, tuple(sorted(cluster.compute)), cluster.network_policy),
            self.namespace,
            (tuple(sorted(facts.labels.items())), facts.known, tuple(sorted(facts.filled_in))),
            self.project,
            self.argocd,
            self.vendored,
        )
