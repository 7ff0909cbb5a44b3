"""What policies apply to: the pods, namespaces and policies of one cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_lint.network.policy import Policy

NAMESPACE_LABEL = "kubernetes.io/metadata.name"


def is_known(namespace: str) -> bool:
    """Whether a namespace is a real one, not the stand-in in brackets for one that no file names: that may be any."""
    return not namespace.startswith("(")


@dataclass(frozen=True, slots=True)
class ContainerPort:
    """One declared port of a container."""

    number: int
    name: str = ""
    protocol: str = "TCP"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The pods of one workload: same labels, same ports.

    ``host_network`` pods are neither subjects nor selectable peers: they look like their node. ``enforced`` is False
    where the node does not apply policies (Fargate, Windows under the AWS VPC CNI): policies that select such a
    pod do nothing, policies that name it as a peer still match. An endpoint without a kind is a stand-in, such as the
    ingress controller that the repository does not hold.
    """

    name: str
    namespace: str
    kind: str = "Deployment"
    labels: Mapping[str, str] = field(default_factory=dict)
    ports: tuple[ContainerPort, ...] = ()
    host_network: bool = False
    enforced: bool = True
    source: object = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        """``shop/web[Deployment]``; a stand-in is ``{ingress-controller}``."""
        if not self.kind:
            return f"{{{self.name}}}"
        return f"{self.namespace}/{self.name}[{self.kind}]"

    def named_port(self, name: str) -> ContainerPort | None:
        """The first port with that name, as kubelet and netpol-analyzer resolve it."""
        return next((port for port in self.ports if port.name == name), None)


@dataclass(frozen=True, slots=True)
class NamespaceInfo:
    """A namespace and its labels, the one the API server sets included."""

    name: str
    labels: Mapping[str, str]
    declared: bool = True  #: whether the repository holds the Namespace object, so that its labels are known
    source: object = field(default=None, compare=False, repr=False)

    @staticmethod
    def of(name: str, labels: Mapping[str, str] | None = None, *, source: object = None) -> NamespaceInfo:
        """With ``kubernetes.io/metadata.name`` added; ``labels`` None is a namespace nobody declared."""
        return NamespaceInfo(name, {**(labels or {}), NAMESPACE_LABEL: name}, labels is not None, source)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Everything that decides about connections in one cluster."""

    endpoints: tuple[Endpoint, ...]
    policies: tuple[Policy, ...]
    namespaces: Mapping[str, NamespaceInfo]
    operated: frozenset[str] = frozenset()  #: namespaces with objects of which an operator may make pods

    @staticmethod
    def of(
        endpoints: Iterable[Endpoint],
        policies: Iterable[Policy] = (),
        namespaces: Iterable[NamespaceInfo] = (),
        operated: Iterable[str] = (),
    ) -> Cluster:
        """Sorted, so that the order of files changes nothing; namespaces that are only used are added."""
        pods = tuple(sorted(endpoints, key=lambda pod: (pod.namespace, pod.name, pod.kind, sorted(pod.labels.items()))))
        rules = tuple(sorted(policies, key=lambda each: (each.kind, each.namespace, each.priority, each.name)))
        known = {each.name: each for each in sorted(namespaces, key=lambda each: each.name)}
        for name in sorted({each.namespace for each in pods} | {each.namespace for each in rules if each.namespace}):
            known.setdefault(name, NamespaceInfo.of(name))
        return Cluster(pods, rules, known, frozenset(operated))

    def namespace_labels(self, name: str) -> Mapping[str, str]:
        """Labels of a namespace; one that is not known has only its implied label."""
        info = self.namespaces.get(name)
        return info.labels if info else {NAMESPACE_LABEL: name}
