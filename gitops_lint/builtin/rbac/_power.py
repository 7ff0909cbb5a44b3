"""What the rules of single powers share: the roles that grant one in so many words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from gitops_lint.rbac.powers import power
from gitops_lint.rbac.rights import grants_of
from gitops_lint.rule import Occurrence, Resource, Rule, Severity

ROLES = ("rbac.authorization.k8s.io/ClusterRole", "rbac.authorization.k8s.io/Role")
BINDINGS = ("rbac.authorization.k8s.io/ClusterRoleBinding", "rbac.authorization.k8s.io/RoleBinding")
TAGS = frozenset({"rbac", "security"})


class PowerRule(Rule[Resource]):
    """A right that leads to more rights; ``rbac-wildcard`` speaks of those that only a wildcard grants."""

    kinds = ROLES
    power_id: ClassVar[str] = ""

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every resource of every rule through which the role grants it."""
        asked = power(self.power_id)
        cluster_wide = target.kind == "ClusterRole"
        for grant in grants_of(target):
            for verb, resource in asked.within(grant, wildcards=False):
                node = grant.resource_at(resource)
                if node is not None:
                    yield self.finding(
                        node,
                        f"'{verb}' on '{resource}': whoever gets this role may {asked.meaning}",
                        severity=self.severity if cluster_wide else min(self.severity, Severity.INFO),
                    )
