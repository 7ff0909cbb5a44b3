"""Rule: a deny that the default role undoes."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.rbac import CONFIG_MAP, Grant
from gitops_lint.argocd.rights import Policy, policy_of
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Severity

_WILD = frozenset("*?[{^$.|(")


class ArgocdRbacDenyWithoutEffect(SettingsRule):
    """A line of `argocd-rbac-cm` denies what `policy.default` allows to everybody.  Argo CD asks the default role first and by
    itself, so that the line takes nothing away.

    Make the default role weaker and give the rest by roles.

    **When to allow it.**  Never; the line misleads.
    """

    summary = "deny in argocd-rbac-cm without effect"
    severity = Severity.WARNING
    security_severity = 5.0
    tags = frozenset({"argocd", "rbac", "security"})
    names = (CONFIG_MAP,)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every deny for anything but the default role."""
        policy = policy_of(repo, target)
        if policy is None or not policy.default:
            return
        own = policy.enforcer.roles(policy.default)
        for grant in policy.grants:
            if grant.effect == "deny" and grant.subject not in own and _is_allowed(policy, grant) and grant.line:
                node = target.at("data", grant.line.key) or target
                message = f"'{policy.default}' allows to everybody what is denied here: {grant.line.text}"
                yield self.finding(node, message, grip=f"line {grant.line.number}")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.default: role:readonly
              policy.csv: |
                p, role:guest, applications, get, secret/*, deny
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'role:readonly' allows to everybody what is denied here: p, role:guest, applications, get, secret/*, deny
                g, acme:guests, role:guest
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
                p, role:dev, applications, *, */*, allow
                p, role:dev, applications, delete, */*, deny
                g, acme:developers, role:dev
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:guest, applications, get, secret/*, deny
                g, acme:guests, role:guest
            """,
        ),
    )


def _is_allowed(policy: Policy, grant: Grant) -> bool:
    """Whether everybody may do all of it: the pattern itself serves as the name that is asked for."""
    if _WILD & set(grant.resource) or policy.regex:
        return False
    action = "get" if grant.action == "*" else grant.action
    return policy.enforcer.says(policy.default, grant.resource, action, grant.object)
