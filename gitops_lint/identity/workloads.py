"""For every workload: its ServiceAccount, its role, and by which way it gets that.

Source of the order: botocore ``credentials.py`` (static keys, web identity, container provider, instance metadata) and
amazon-eks-pod-identity-webhook (an association takes the place of the role annotation).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, Literal

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.keys import static_keys
from gitops_lint.model.node import Node
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.model.workload import Workload
from gitops_lint.values import dataclass

Way = Literal["static-keys", "irsa", "pod-identity", "node"]

_SPECS: Final[Mapping[str, tuple[str, ...]]] = {
    "eks.services.k8s.aws": ("spec",),
    "eks.aws.upbound.io": ("spec", "forProvider"),
    "eks.aws.m.upbound.io": ("spec", "forProvider"),
}


@dataclass(frozen=True, slots=True)
class Association:
    """An EKS Pod Identity association that is kept as an object of ACK or Crossplane."""

    resource: Resource
    cluster: str  #: empty if it is a reference
    namespace: str
    account: str  #: the ServiceAccount
    role: str  #: the ARN; empty if it is a reference
    role_node: Node | None = None  #: where the ARN is written
    tags: bool = True  #: whether EKS tags the session


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workload is to AWS."""

    workload: Workload
    account: str  #: the name of its ServiceAccount
    service_account: Resource | None  #: the object, where the repository has it
    way: Way
    role: str = ""  #: the ARN as written; empty if unknown or of the node
    shadowed: str = ""  #: the ARN that static keys or an association keep from being used


def associations(repo: Repository) -> tuple[Association, ...]:
    """Every Pod Identity association of the repository."""
    return tuple(
        association
        for group in _SPECS
        for resource in repo.of_kind(group, "PodIdentityAssociation")
        if (association := read_association(resource)) is not None
    )


def read_association(resource: Resource) -> Association | None:
    """The association that an object describes; None if it names no ServiceAccount."""
    spec = _SPECS.get(resource.group)
    if spec is None:
        return None
    account = resource.text(*spec, "serviceAccount")
    if not account:
        return None
    role = resource.at(*spec, "roleARN") or resource.at(*spec, "roleArn")
    return Association(
        resource,
        resource.text(*spec, "clusterName") or "",
        resource.text(*spec, "namespace") or "",
        account,
        role.value if role is not None and isinstance(role.value, str) else "",
        role,
        resource.get(*spec, "disableSessionTags") is not True,
    )


def has_roles(repo: Repository) -> bool:
    """Whether any ServiceAccount of the repository gets a role, by annotation or association; ask through ``once``."""
    accounts = repo.of_kind("", "ServiceAccount")
    return bool(repo.once(associations)) or any(account.annotations.get(ROLE_ARN) for account in accounts)


def association_of(repo: Repository, account: Resource) -> Association | None:
    """The association for a ServiceAccount; None where it is for another cluster or there is none."""
    return _find(repo, account, account.namespace, account.name)


def account_name(workload: Workload) -> str:
    """The ServiceAccount that a workload's pods run as."""
    pod = workload.pod
    return pod.text("serviceAccountName") or pod.text("serviceAccount") or "default"


def identities(repo: Repository) -> tuple[Identity, ...]:
    """The identity of every workload, in the order of the run; ask through ``repo.once``."""
    return tuple(_identity(repo, resource.workload) for resource in repo.resources if resource.workload is not None)


def role_at_hand(repo: Repository, workload: Workload) -> str:
    """The role that a workload gets from an association or its ServiceAccount, unless static keys come first."""
    association, role = _offered(repo, workload)
    return association.role if association is not None else role


def identity_of(repo: Repository, workload: Workload) -> Identity | None:
    """The identity of one workload."""
    return repo.once(_by_workload).get(id(workload.resource))


def _by_workload(repo: Repository) -> Mapping[int, Identity]:
    return {id(identity.workload.resource): identity for identity in repo.once(identities)}


def users(repo: Repository) -> Mapping[int, tuple[Workload, ...]]:
    """The workloads of each ServiceAccount, by the ``id`` of the object; ask through ``repo.once``."""
    found: dict[int, list[Workload]] = defaultdict(list)
    for identity in repo.once(identities):
        if identity.service_account is not None:
            found[id(identity.service_account)].append(identity.workload)
    return {key: tuple(value) for key, value in found.items()}


def _identity(repo: Repository, workload: Workload) -> Identity:
    name, account = account_name(workload), _account_of(repo, workload)
    association, role = _offered(repo, workload)
    way: Way = "pod-identity" if association is not None else "irsa" if role else "node"
    used = association.role if association is not None else role
    shadowed = role if association is not None else ""
    if any(any(True for _ in static_keys(repo, container)) for container in workload.containers):
        return Identity(workload, name, account, "static-keys", "", used)
    return Identity(workload, name, account, way, used, shadowed)


def _account_of(repo: Repository, workload: Workload) -> Resource | None:
    here = workload.resource
    return repo.find_near(here, "", "ServiceAccount", here.namespace, account_name(workload))


def _offered(repo: Repository, workload: Workload) -> tuple[Association | None, str]:
    """The association for a workload's ServiceAccount, and the role that its annotation names."""
    here, account = workload.resource, _account_of(repo, workload)
    role = account.annotations.get(ROLE_ARN, "") if account is not None else ""
    return _find(repo, here, here.namespace, account_name(workload)), role


def _find(repo: Repository, near: Resource, namespace: str, name: str) -> Association | None:
    here = near.context.cluster.name
    for association in repo.once(_by_account).get((namespace, name), ()):
        if not here or not association.cluster or association.cluster == here:
            return association
    return None


def _by_account(repo: Repository) -> Mapping[tuple[str, str], list[Association]]:
    """The associations by namespace and name of their ServiceAccount."""
    found: dict[tuple[str, str], list[Association]] = defaultdict(list)
    for association in repo.once(associations):
        found[association.namespace, association.account].append(association)
    return found
