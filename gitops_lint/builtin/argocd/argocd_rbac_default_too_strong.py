"""Rule: everybody who logs in may change something."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.rbac import ADMIN, CONFIG_MAP
from gitops_lint.argocd.rights import ANYTHING, Policy, policy_of, powers, powers_elsewhere
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Severity

_HARMLESS = frozenset({"get", "invoke"})


class ArgocdRbacDefaultTooStrong(SettingsRule):
    """`policy.default` is the role of everybody who can log in, and of everybody at all where anonymous access is on.  Here it
    lets them change something.

    No `deny` takes that away again: the default role is asked before everything else.  Read access is what most give, or
    nothing: `policy.default: ""`.

    **When to allow it.**  Everybody who can log in is trusted with it.
    """

    summary = "policy.default lets everybody change something"
    severity = Severity.WARNING
    security_severity = 7.0
    tags = frozenset({"argocd", "rbac", "security"})
    names = (CONFIG_MAP,)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The default role, if it may do more than look."""
        policy = policy_of(repo, target)
        if policy is None or not policy.default:
            return
        node = target.at("data", "policy.default") or target
        if ADMIN in policy.enforcer.roles(policy.default):
            yield self.finding(node, f"everybody is '{ADMIN}'", severity=Severity.ERROR)
            return
        changes = next(_changes(policy), None)
        if changes is not None:
            yield self.finding(node, f"everybody may {changes}")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.default: role:admin
              #               ^^^^^^^^^^ everybody is 'role:admin'
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.default: role:everybody
              #               ^^^^^^^^^^^^^^ everybody may sync applications of all projects
              policy.csv: |
                p, role:everybody, applications, get, */*, allow
                p, role:everybody, applications, sync, */*, allow
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.default: role:readonly
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.default: role:everybody
              policy.csv: |
                p, role:everybody, applications, get, */*, allow
                p, role:everybody, applications, sync, */*, deny
            """,
        ),
    )


def _changes(policy: Policy) -> Iterator[str]:
    for project in (ANYTHING, *(project.name for project in policy.projects)):
        where = "of all projects" if project == ANYTHING else f"of project '{project}'"
        for resource, actions in powers(policy, policy.default, project).items():
            for action in actions:
                if action.rstrip("*") not in _HARMLESS:
                    yield f"{action.rstrip('*')} {resource} {where}"
    for resource, actions in powers_elsewhere(policy, policy.default).items():
        for action in actions:
            if action not in _HARMLESS:
                yield f"{action} {resource}"
