"""Rule: policy.csv holds a line that Argo CD refuses or that never matches."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_CRUD = frozenset({"get", "create", "update", "delete"})
_ACTIONS = {
    "applications": _CRUD | {"sync", "rollback", "action", "override"},
    "applicationsets": _CRUD,
    "clusters": _CRUD,
    "projects": _CRUD,
    "repositories": _CRUD,
    "write-repositories": _CRUD,
    "accounts": frozenset({"get", "update"}),
    "certificates": frozenset({"get", "create", "delete"}),
    "gpgkeys": frozenset({"get", "create", "delete"}),
    "logs": frozenset({"get"}),
    "exec": frozenset({"create"}),
    "extensions": frozenset({"invoke"}),
}
_BUILT_IN = frozenset({"role:admin", "role:readonly"})
_WILD = frozenset("*?[{")


class ArgocdRbacPolicyInvalid(Rule[Resource]):
    """A line of `policy.csv` in `argocd-rbac-cm` is no policy, or one that can never match.

    A `p` line has six parts and a `g` line three; with one bad line Argo CD loads none of the policy.  A resource or action
    that does not exist, or a role that has no rights, is passed over.

    **When to allow it.**  Never.
    """

    summary = "policy.csv holds a line that Argo CD refuses or that never matches"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "rbac", "security"})
    kinds = ("ConfigMap",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every line of every policy of the ConfigMap, which Argo CD reads as one."""
        if target.name != "argocd-rbac-cm":
            return
        texts = [node for node in target.items("data") if isinstance(node.value, str) and _is_policy(node.pointer[-1])]
        regex = target.get("data", "policy.matchMode") == "regex"
        lines = [(node, line) for node in texts for line in map(str.strip, node.value.splitlines())]
        roles = {parts[1] for _, line in lines if (parts := _parts(line)) and len(parts) > 1}
        for node, line in lines:
            mistake, refused = _mistake(line, roles, regex=regex)
            if mistake:
                severity = None if refused else Severity.WARNING
                yield self.finding(node, f"{mistake}: {line}", grip="key", severity=severity)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
            # ^^^^^^^^^^ invalid RBAC policy: p, role:deploy, applications, sync, shop/*
                p, role:deploy, applications, sync, shop/*
                g, acme:developers, role:deploy
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
            # ^^^^^^^^^^ action 'deploy' does not exist for applications: p, role:deploy, applications, deploy, shop/*, allow
                p, role:deploy, applications, deploy, shop/*, allow
                g, acme:developers, role:deploy
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.default: role:readonly
              policy.csv: |
                # who deploys
                p, role:deploy, applications, action/apps/Deployment/restart, shop/*, allow
                p, role:deploy, logs, get, */*, allow
                p, role:deploy, *, get, *, allow
                g, "acme:developers, all", role:deploy
                g, acme:platform, role:admin
            """,
        ),
    )


def _is_policy(key: object) -> bool:
    return (isinstance(key, str) and key.startswith("policy.") and key.endswith(".csv")) or key == "policy.csv"


def _parts(line: str) -> list[str] | None:
    """The fields of a line; None where it says nothing."""
    if not line or line.startswith("#"):
        return None
    try:
        return [part.strip() for part in next(csv.reader([line], skipinitialspace=True, strict=True))]
    except (csv.Error, StopIteration):
        return []


def _mistake(line: str, roles: set[str], *, regex: bool) -> tuple[str, bool]:
    """What is wrong with a line, and whether Argo CD refuses it."""
    parts = _parts(line)
    if parts is None or "{{" in line:
        return "", False
    if not parts or not parts[0] or len(parts) != {"p": 6, "g": 3}.get(parts[0], len(parts)):
        return "invalid RBAC policy", True
    if parts[0] == "g" and parts[2].startswith("role:") and parts[2] not in roles | _BUILT_IN:
        return f"role '{parts[2]}' has no rights", False
    if parts[0] != "p" or regex:
        return "", False
    _, _, resource, action, _, effect = parts
    if effect not in ("allow", "deny"):
        return f"effect '{effect}' is neither allow nor deny", False
    if _WILD & set(resource) or _WILD & set(action.partition("/")[0]):
        return "", False
    if resource not in _ACTIONS:
        return f"resource '{resource}' does not exist", False
    if action.partition("/")[0] not in _ACTIONS[resource]:
        return f"action '{action}' does not exist for {resource}", False
    return "", False
