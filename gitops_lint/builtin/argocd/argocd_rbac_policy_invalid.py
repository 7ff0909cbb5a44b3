"""Rule: policy.csv holds a line that Argo CD refuses or that never matches."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.rbac import ACTIONS, ADMIN, CONFIG_MAP, OF_PROJECTS, READONLY, Line, lines_of
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Severity

_WILD = frozenset("*?[{")
_OUTDATED = frozenset({"rollback"})  # a word of older releases and of project roles, which no question asks for


class ArgocdRbacPolicyInvalid(SettingsRule):
    """A line of `policy.csv` in `argocd-rbac-cm` is no policy, or one that can never match.

    A `p` line has six parts and a `g` line three; with one bad line Argo CD loads none of the policy.  A resource or action
    that does not exist, or a role that has no rights, is passed over.

    Read are the ConfigMap, and values of the argo-cd chart and patches that will make it.

    **When to allow it.**  Never.
    """

    summary = "policy.csv holds a line that Argo CD refuses or that never matches"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "rbac", "security"})
    names = (CONFIG_MAP,)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every line of every policy of the ConfigMap, which Argo CD reads as one."""
        regex = target.get("data", "policy.matchMode") == "regex"
        lines = list(lines_of(target.mapping("data")))
        roles = {line.fields[1] for line in lines if len(line.fields) > 1} | {ADMIN, READONLY}
        for line in lines:
            mistake = _mistake(line, roles, regex=regex)
            if mistake:
                node = target.at("data", line.key) or target
                severity = None if line.refused else Severity.WARNING
                yield self.finding(node, f"{mistake}: {line.text}", grip=f"line {line.number}", severity=severity)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:deploy, applications, sync, shop/*
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid RBAC policy: p, role:deploy, applications, sync, shop/*
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
                p, role:deploy, applications, deploy, shop/*, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ action 'deploy' does not exist for applications: p, role:deploy, applications, deploy, shop/*, allow
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
                p, role:deploy, applications, sync, shop, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ object 'shop' matches nothing, applications are '<project>/<application>': p, role:deploy, applications, sync, shop, allow
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
                p, role:ops, clusters, update, prod, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ object 'prod' matches no cluster, clusters are named by the URL of their server: p, role:ops, clusters, update, prod, allow
                g, acme:operators, role:ops
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.more.csv: |
                p, role:look, applications, get , */*, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'get ' ends with a space, which is part of it: p, role:look, applications, get , */*, allow
                g, acme:guests, role:look
            """,
        ),
        Bad(
            files={
                "argocd/values.yaml": """
                    configs:
                      rbac:
                        policy.csv: |
                          p, role:deploy, applications, sync, shop/*
                    #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid RBAC policy: p, role:deploy, applications, sync, shop/*
                          g, acme:developers, role:deploy
                    """,
            },
            title="values of the argo-cd chart",
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


def _mistake(line: Line, roles: set[str], *, regex: bool) -> str:
    """What is wrong with a line; empty for nothing."""
    if "{{" in line.text:
        return ""
    if line.refused:
        return "invalid RBAC policy"
    loose = next((field for field in line.fields if field != field.rstrip()), None)
    if loose is not None:
        return f"'{loose}' ends with a space, which is part of it"
    if line.fields[0] == "g":
        role = line.fields[2]
        return f"role '{role}' has no rights" if role.startswith("role:") and role not in roles else ""
    return _never(*line.fields[2:], regex=regex)


def _never(resource: str, action: str, name: str, effect: str, *, regex: bool) -> str:
    """Why a ``p`` line never matches a question that Argo CD asks."""
    if effect not in ("allow", "deny"):
        return f"effect '{effect}' is neither allow nor deny"
    if regex or _WILD & set(resource):
        return ""
    if resource not in ACTIONS:
        return f"resource '{resource}' does not exist"
    verb = action.partition("/")[0]
    if not _WILD & set(verb) and verb not in ACTIONS[resource] | _OUTDATED:
        return f"action '{action}' does not exist for {resource}"
    if _WILD & set(name):
        return ""
    if resource in OF_PROJECTS and "/" not in name:
        return f"object '{name}' matches nothing, {resource} are '<project>/<application>'"
    if resource == "clusters" and "://" not in name:
        return f"object '{name}' matches no cluster, clusters are named by the URL of their server"
    return ""
