"""Rule: nobody is given a role."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.rbac import CONFIG_MAP, Grant
from gitops_lint.argocd.rights import Policy, is_role, policy_of
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Severity


class ArgocdRbacRoleUnheld(SettingsRule):
    """A `p` line of `argocd-rbac-cm` speaks of somebody who cannot be: a role that no `g` line, no project and no
    `policy.default` gives to anybody, or a group, which Argo CD looks for in `g` lines only.

    A `p` line counts for a user by name; for a group it counts only if the group is given a role by a `g` line, any role.
    Whoever wrote the line believes that somebody has the right.  A group is known by its form, `organization:team`; the
    tokens of pipelines call themselves `repo:acme/shop:pull_request` and are users.

    **When to allow it.**  The role is given by a policy that is not in git.
    """

    summary = "role or group of argocd-rbac-cm that nobody can have"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "rbac"})
    names = (CONFIG_MAP,)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The first line of each such subject."""
        policy = policy_of(repo, target)
        if policy is None:
            return
        held = _held(policy)
        for subject, grant in _first(policy).items():
            if subject in held or "{{" in subject:
                continue
            node, grip = _place(target, grant)
            if is_role(subject):
                yield self.finding(node, f"nobody is given '{subject}'", grip=grip)
            elif subject.count(":") == 1:
                message = f"group '{subject}' has no role: a group has rights through 'g' lines only"
                yield self.finding(node, message, grip=grip)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:deploy, applications, sync, shop/*, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nobody is given 'role:deploy'
                g, acme:developers, role:deployer
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, acme:developers, applications, sync, shop/*, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ group 'acme:developers' has no role: a group has rights through 'g' lines only
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.default: role:look
              policy.csv: |
                p, role:look, applications, get, */*, allow
                p, role:deploy, applications, sync, shop/*, allow
                p, acme:developers, logs, get, shop/*, allow
                p, jane, applications, sync, shop/*, allow
                g, acme:developers, role:team
                g, role:team, role:deploy
            """,
        ),
    )


def _first(policy: Policy) -> dict[str, Grant]:
    found: dict[str, Grant] = {}
    for grant in policy.grants:
        found.setdefault(grant.subject, grant)
    return found


def _held(policy: Policy) -> set[str]:
    """Every role that somebody has, and every group that is given one."""
    subjects = [subject for subject in policy.subjects if ":" not in subject]
    groups = [member.name for member in policy.members if not is_role(member.name)]
    projects = [f"proj:{project.name}:{role.text('name')}" for project in policy.projects for role in _roles(project)]
    return {role for name in (*subjects, *groups, *projects, policy.default) for role in policy.enforcer.roles(name)}


def _roles(project: Node) -> Iterator[Node]:
    yield from project.items("spec", "roles")


def _place(target: Resource, grant: Grant) -> tuple[Node, str]:
    line = grant.line
    node = target.at("data", line.key) if line is not None else None
    return (node, f"line {line.number}") if node is not None and line is not None else (target, "auto")
