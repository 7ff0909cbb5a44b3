"""Which pods run on Fargate, and on nodes of what size.

Sources: EKS user guide, "AWS Fargate profiles" (selectors with ``*`` and ``?``) and "Pod CPU and memory"; the CRDs of ACK
and Crossplane for FargateProfile; the schema of eksctl.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

from gitops_lint.builtin.eks._eksctl import cluster_configs
from gitops_lint.model.quantity import Quantity
from gitops_lint.podsecurity.amounts import Amounts
from gitops_lint.references.plain import mapping, mappings
from gitops_lint.rule import Repository, Workload
from gitops_lint.values import dataclass

GIB: Final = 2**30
RESERVED: Final = 256 * 2**20
"""What Fargate adds to the memory of each pod for the kubelet and the like, in bytes."""

SIZES: Final[Mapping[int, tuple[int, ...]]] = {
    250: (512, 1024, 2048),
    500: tuple(range(1024, 4097, 1024)),
    1000: tuple(range(2048, 8193, 1024)),
    2000: tuple(range(4096, 16385, 1024)),
    4000: tuple(range(8192, 30721, 1024)),
    8000: tuple(range(16384, 61441, 4096)),
    16000: tuple(range(32768, 122881, 8192)),
}
"""Memory in MiB by thousandths of a vCPU."""

_ONLY: Final = frozenset({"fargate"})
_PROFILES: Final = {
    "eks.services.k8s.aws": (("spec",), "selectors"),
    "eks.aws.upbound.io": (("spec", "forProvider"), "selector"),
    "eks.aws.m.upbound.io": (("spec", "forProvider"), "selector"),
}


@dataclass(frozen=True, slots=True)
class Selector:
    """What a Fargate profile selects in a cluster: a glob of namespaces, and globs of labels that must all match."""

    cluster: str
    namespace: str
    labels: Mapping[str, str]

    def matches(self, workload: Workload) -> bool:
        """Whether the pods are for Fargate."""
        labels = workload.pod_labels
        return fnmatchcase(workload.resource.namespace, self.namespace) and all(
            any(fnmatchcase(key, wanted) and fnmatchcase(str(value), glob) for key, value in labels.items())
            for wanted, glob in self.labels.items()
        )


def on_fargate(workload: Workload, repo: Repository) -> bool:
    """Whether the pods run on Fargate: the configuration says that the cluster has nothing else, or a profile does."""
    cluster = workload.resource.context.cluster
    if cluster.compute == _ONLY:
        return True
    return bool(cluster.name) and any(item.matches(workload) for item in repo.once(_selectors).get(cluster.name, ()))


def size_of(asked: Amounts) -> tuple[int, int] | None:
    """The smallest size that holds what a pod asks for: thousandths of a vCPU, MiB; None if none does."""
    cpu = asked["cpu"].milli if "cpu" in asked else 0
    memory = (asked["memory"].value if "memory" in asked else 0) + (RESERVED if "memory" in asked else 0)
    for vcpu, sizes in SIZES.items():
        if vcpu >= cpu:
            found = next((mib for mib in sizes if mib * 2**20 >= memory), None)
            if found is not None:
                return vcpu, found
    return None


def gibibytes(amount: Quantity | int) -> str:
    """An amount of memory for people: ``8.25 GB``, as AWS writes GiB."""
    value = amount if isinstance(amount, int) else amount.value
    return f"{value / GIB:.4g} GB"


def _selectors(repo: Repository) -> Mapping[str, list[Selector]]:
    found: dict[str, list[Selector]] = {}
    for item in (*_of_objects(repo), *_of_eksctl(repo)):
        found.setdefault(item.cluster, []).append(item)
    return found


def _of_objects(repo: Repository) -> Iterator[Selector]:
    for group, (path, field) in _PROFILES.items():
        for profile in repo.of_kind(group, "FargateProfile"):
            yield from _read(profile.get(*path, "clusterName"), profile.get(*path, field))


def _of_eksctl(repo: Repository) -> Iterator[Selector]:
    for document in cluster_configs(repo):
        cluster = mapping(document.value.get("metadata")).get("name")
        for _, profile in mappings(document.value.get("fargateProfiles")):
            yield from _read(cluster, profile.get("selectors"))


def _read(cluster: object, selectors: object) -> Iterator[Selector]:
    for _, selector in mappings(selectors):
        namespace = selector.get("namespace")
        labels = {key: value for key, value in mapping(selector.get("labels")).items() if isinstance(value, str)}
        if isinstance(cluster, str) and cluster and isinstance(namespace, str):
            yield Selector(cluster, namespace, labels)
