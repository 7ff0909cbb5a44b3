"""Who ends up with which rights: bindings, aggregated ClusterRoles, the roles that every cluster has.

Source of the facts: ``pkg/registry/rbac/validation/rule.go``, ``pkg/controller/clusterroleaggregation`` and
``plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go`` of Kubernetes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource, string_map
from gitops_lint.model.workload import Workload
from gitops_lint.rbac.rights import EVERYTHING, GROUP, Grant, grants_of
from gitops_lint.values import dataclass

_BINDINGS: Final = ("RoleBinding", "ClusterRoleBinding")
_AGGREGATE: Final = "rbac.authorization.k8s.io/aggregate-to-"
_WITH: Final = {"admin": ("admin", "edit", "view"), "edit": ("edit", "view"), "view": ("view",)}

Account = tuple[str, str, str]
"""Cluster, namespace and name of a ServiceAccount."""


@dataclass(frozen=True, slots=True)
class Held:
    """A right that somebody has through a binding."""

    grant: Grant
    binding: Resource
    namespace: str  #: where it holds; empty for the whole cluster


def role_of(repo: Repository, binding: Resource) -> Resource | None:
    """The role that a binding refers to, if the repository has it."""
    kind, name = binding.text("roleRef", "kind"), binding.text("roleRef", "name")
    if kind not in ("Role", "ClusterRole") or name is None:
        return None
    return repo.find_near(binding, GROUP, kind, binding.namespace if kind == "Role" else "", name)


def grants_through(repo: Repository, binding: Resource) -> tuple[Grant, ...]:
    """The rules that a binding hands out, with those of aggregated ClusterRoles."""
    kind, name = binding.text("roleRef", "kind"), binding.text("roleRef", "name")
    cluster = binding.context.cluster.name
    if kind == "ClusterRole" and name == "cluster-admin":
        return (EVERYTHING,)
    role = role_of(repo, binding)
    found = list(effective_grants(repo, role)) if role is not None else []
    if kind == "ClusterRole" and name in _WITH:
        for other, into in repo.once(_aggregated):
            if other.context.cluster.name == cluster and not into.isdisjoint(_WITH[name]):
                found.extend(grants_of(other))
    return tuple(found)


def _aggregated(repo: Repository) -> Sequence[tuple[Resource, frozenset[str]]]:
    """The ClusterRoles that are part of those that every cluster has, and of which."""
    roles = ((role, role.labels) for role in repo.of_kind(GROUP, "ClusterRole"))
    parts = (
        (role, frozenset(each for each in _WITH if labels.get(_AGGREGATE + each) == "true")) for role, labels in roles
    )
    return [(role, into) for role, into in parts if into]


def effective_grants(repo: Repository, role: Resource) -> tuple[Grant, ...]:
    """The rules of a role; of an aggregated ClusterRole those of those it selects (its own are replaced)."""
    selectors = role.sequence("aggregationRule", "clusterRoleSelectors") if role.kind == "ClusterRole" else []
    if not selectors:
        return grants_of(role)
    found: list[Grant] = []
    for other in repo.of_kind(GROUP, "ClusterRole"):
        same = other.context.cluster.name == role.context.cluster.name
        if other is not role and same and any(_selects(selector, other.labels) for selector in selectors):
            found.extend(grants_of(other))
    return tuple(found)


def _selects(selector: Any, labels: Mapping[str, str]) -> bool:
    if not isinstance(selector, dict):
        return False
    terms = selector.get("matchExpressions")
    for term in terms if isinstance(terms, list) else ():
        if not isinstance(term, dict) or not _matches(term, labels):
            return False
    return all(labels.get(key) == value for key, value in string_map(selector.get("matchLabels")).items())


def _matches(term: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, operator, values = term.get("key"), term.get("operator"), term.get("values")
    if not isinstance(key, str):
        return False
    there = key in labels
    if operator == "Exists":
        return there
    if operator == "DoesNotExist":
        return not there
    listed = isinstance(values, list) and labels.get(key) in values
    return there and listed if operator == "In" else operator == "NotIn" and not (there and listed)


def accounts_of(binding: Resource) -> Iterator[tuple[str, str]]:
    """Namespace and name of the ServiceAccounts a binding names."""
    for subject in binding.items("subjects"):
        name = subject.text("name")
        if subject.get("kind") == "ServiceAccount" and name:
            yield subject.text("namespace") or "", name


def holders(repo: Repository) -> Mapping[Account, tuple[Held, ...]]:
    """The rights of every ServiceAccount that a binding names; ask for it with ``repo.once``."""
    found: dict[Account, list[Held]] = defaultdict(list)
    for kind in _BINDINGS:
        for binding in repo.of_kind(GROUP, kind):
            where = binding.namespace if kind == "RoleBinding" else ""
            held = [Held(grant, binding, where) for grant in grants_through(repo, binding)]
            for namespace, name in accounts_of(binding):
                found[binding.context.cluster.name, namespace, name].extend(held)
    return {account: tuple(held) for account, held in found.items()}


def account_name(workload: Workload) -> str:
    """The ServiceAccount its pods run as."""
    return workload.pod.text("serviceAccountName") or workload.pod.text("serviceAccount") or "default"


def rights_of(repo: Repository, workload: Workload) -> tuple[Held, ...]:
    """The rights that a workload's pods have through bindings in the repository."""
    resource = workload.resource
    account = (resource.context.cluster.name, resource.namespace, account_name(workload))
    return repo.once(holders).get(account, ())


def is_bound(repo: Repository, workload: Workload) -> bool:
    """Whether a binding in the repository names its ServiceAccount, whatever the role grants."""
    resource = workload.resource
    account = (resource.context.cluster.name, resource.namespace, account_name(workload))
    return account in repo.once(holders)


def uses_token(repo: Repository, workload: Workload) -> bool:
    """Whether the token of its ServiceAccount is mounted into its pods."""
    own = workload.pod.get("automountServiceAccountToken")
    if isinstance(own, bool):
        return own
    resource = workload.resource
    account = repo.find_near(resource, "", "ServiceAccount", resource.namespace, account_name(workload))
    return account is None or account.get("automountServiceAccountToken") is not False
