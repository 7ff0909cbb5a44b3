"""IAM roles that ACK or Crossplane manage from the repository.

Sources: the CRDs ``iam.services.k8s.aws/Role`` and ``iam.aws.upbound.io/Role``; Crossplane's external-name annotation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gitops_lint.identity.accounts import AUDIENCE
from gitops_lint.identity.arn import RoleArn
from gitops_lint.identity.trust import DEFAULT_AUDIENCE, Caller, admits, statements
from gitops_lint.model.node import Node
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource

_POLICIES: Final[Mapping[str, tuple[str, ...]]] = {
    "iam.services.k8s.aws": ("spec", "assumeRolePolicyDocument"),
    "iam.aws.upbound.io": ("spec", "forProvider", "assumeRolePolicy"),
    "iam.aws.m.upbound.io": ("spec", "forProvider", "assumeRolePolicy"),
}


def policy_node(role: Resource) -> Node | None:
    """The trust policy of a role, a JSON text; None if there is none."""
    path = _POLICIES.get(role.group)
    node = role.at(*path) if path else None
    return node if node is not None and isinstance(node.value, str) else None


def role_name(role: Resource) -> str:
    """The name of the role in IAM."""
    if role.group == "iam.services.k8s.aws":
        return role.text("spec", "name") or role.name
    return role.annotations.get("crossplane.io/external-name") or role.name


def role_path(role: Resource) -> str:
    """The path of the role in IAM."""
    path = _POLICIES.get(role.group, ("spec",))[:-1]
    return role.text(*path, "path") or "/"


def find_role(repo: Repository, arn: RoleArn) -> Resource | None:
    """The one role of this path and name; None where there is none, or several as in several accounts."""
    found = [
        role
        for group in _POLICIES
        for role in repo.of_kind(group, "Role")
        if role_name(role).lower() == arn.name.lower() and role_path(role) == arn.path
    ]
    return found[0] if len(found) == 1 else None


def admitted(repo: Repository, arn: RoleArn, account: Resource) -> bool | None:
    """Whether the role's trust policy admits a ServiceAccount; None where the policy is not here, or cannot tell."""
    role = find_role(repo, arn)
    node = policy_node(role) if role is not None else None
    policy = statements(node.value) if node is not None else None
    if policy is None or not account.namespace:
        return None
    return admits(
        policy, Caller(account.namespace, account.name, account.annotations.get(AUDIENCE) or DEFAULT_AUDIENCE)
    )
