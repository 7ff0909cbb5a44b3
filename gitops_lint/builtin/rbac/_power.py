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
LEAST_PRIVILEGE = frozenset({"least-privilege", "security"})
"""Of rights that many need: in no profile, selected one by one."""


class PowerRule(Rule[Resource]):
    """A right that leads to more rights; ``rbac-wildcard`` speaks of those that only a wildcard grants."""

    kinds = ROLES
    power_id: ClassVar[str] = ""

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The first resource of every rule through which the role grants it."""
        asked = power(self.power_id)
        cluster_wide = target.kind == "ClusterRole"
        for grant in grants_of(target):
            found = list(asked.within(grant, wildcards=False))
            node = grant.resource_at(found[0][1]) if found else None
            if node is None:
                continue
            verb, resource = found[0]
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            yield self.finding(
                node,
                f"'{verb}' on '{resource}'{more}: whoever gets this role may {asked.meaning}",
                severity=self.severity if cluster_wide else min(self.severity, Severity.INFO),
            )
