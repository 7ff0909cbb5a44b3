"""Rule: policy.csv holds a line that Argo CD refuses or that never matches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitops_lint.argocd.rbac import ACTIONS, ADMIN, CONFIG_MAP, OF_PROJECTS, READONLY, Line, covers, lines_of
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Severity

_WILD = frozenset("*?[{")
_OUTDATED = frozenset({"rollback"})  # a word of older releases and of project roles, which no question asks for


class ArgocdRbacPolicyInvalid(SettingsRule):
    """A line of `policy.csv` in `argocd-rbac-cm` is no policy, or one that can never match.

    A `p` line has six parts and a `g` line three; with one bad line Argo CD loads none of the policy.  A resource or action
    that does not exist, or a role that has no rights, is passed over.  A denial for the same subject always wins, wherever
    it stands.

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
        denials = [line for line in lines if len(line.fields) == 6 and line.fields[5] == "deny" and not regex]
        for line in lines:
            mistake = _mistake(line, roles, regex=regex) or _denied(line, denials)
            if mistake:
                node = target.at("data", line.key) or target
                severity = None if line.refused else Severity.WARNING
                yield self.finding(node, f"{mistake}: {line.text}", grip=f"line {line.number}", severity=severity)
        yield from self._settings(
            target, {line.fields[1] for line in lines if len(line.fields) > 1} | {ADMIN, READONLY}
        )

    def _settings(self, target: Resource, roles: set[str]) -> Iterator[Occurrence]:
        """What is said beside the lines: how patterns are read, and the role that everybody has."""
        mode, default = target.at("data", "policy.matchMode"), target.at("data", "policy.default")
        if mode is not None and isinstance(mode.value, str) and mode.value not in ("", "glob", "regex"):
            message = f"policy.matchMode '{mode.value}' is neither glob nor regex, and counts as glob"
            yield self.finding(mode, message, severity=Severity.WARNING)
        role = default.value if default is not None else None
        if default is not None and isinstance(role, str) and role.startswith("role:") and role not in roles:
            message = f"role '{role}' has no rights, and is what everybody has by policy.default"
            yield self.finding(default, message, severity=Severity.WARNING)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.matchMode: regexp
              #                 ^^^^^^ policy.matchMode 'regexp' is neither glob nor regex, and counts as glob
              policy.default: role:guest
              #               ^^^^^^^^^^ role 'role:guest' has no rights, and is what everybody has by policy.default
              policy.csv: |
                p, role:deploy, applications, sync, shop/*, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ allows nothing, because 'p, role:deploy, applications, *, shop/*, deny' denies all of it: p, role:deploy, applications, sync, shop/*, allow
                p, role:deploy, applications, *, shop/*, deny
                g, acme:developers, role:deploy
            """,
            title="settings, and a denial",
        ),
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


def _denied(line: Line, denials: list[Line]) -> str:
    """The line that denies all that this one allows; a denial always wins."""
    if len(line.fields) != 6 or line.fields[5] != "allow":
        return ""
    for denial in denials:
        parts = list(zip(denial.fields[1:5], line.fields[1:5], strict=True))
        if parts[0][0] == parts[0][1] and all(covers(pattern, other) for pattern, other in parts[1:]):
            return f"allows nothing, because '{denial.text}' denies all of it"
    return ""


def _compiles(pattern: str) -> bool:
    """Whether Go takes an expression; what Python alone does not know is let through."""
    if "\\" in pattern or "(?" in pattern:
        return True
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _never(resource: str, action: str, name: str, effect: str, *, regex: bool) -> str:
    """Why a ``p`` line never matches a question that Argo CD asks."""
    if effect not in ("allow", "deny"):
        return f"effect '{effect}' is neither allow nor deny"
    if regex:
        broken = next((text for text in (resource, action, name) if not _compiles(text)), None)
        return f"'{broken}' is no regular expression, which policy.matchMode asks for" if broken is not None else ""
    if _WILD & set(resource):
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
