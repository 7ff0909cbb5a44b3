"""Rule: roles name what they grant."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import ROLES, TAGS
from gitops_lint.rbac.rights import grants_of
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class RbacWildcard(Rule[Resource]):
    """A role grants `*`.

    A wildcard covers what nobody thought of: the verbs `escalate` and `impersonate`, Secrets, and kinds that are installed
    tomorrow.  All three together are `cluster-admin` under another name.  List the resources and verbs that are used.

    One finding for each rule of the role, at the widest wildcard.

    **When to allow it.**  Controllers that apply whatever they are told, such as Argo CD.
    """

    summary = "role grants a wildcard"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "kube-linter:wildcard-in-rules",
        "CKV_K8S_49",
        "KSV-0044",
        "KSV-0045",
        "KSV-0046",
        "KSV-0112",
        "kics:RBAC Wildcard In Rule",
        "kubescape:C-0187",
        "datree:CIS_INVALID_WILDCARD_ROLE",
        "kyverno:restrict-wildcard-resources",
        "kyverno:restrict-wildcard-verbs",
    )
    kinds = ROLES
    security_severity = 6.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The widest wildcard of each rule."""
        for grant in grants_of(target):
            if grant.names:
                continue
            node = target.at(*grant.pointer)
            if node is None:
                continue
            if grant.is_everything:
                yield self.finding(
                    node.at("resources") or node, "every verb on every resource", severity=Severity.ERROR
                )
            elif "*" in grant.resources:
                groups = ", ".join(sorted(f"'{group or 'core'}'" for group in grant.groups))
                own = all("." in group and not group.endswith(".k8s.io") for group in grant.groups)
                message = f"every resource of the API groups {groups}"
                severity = Severity.INFO if own else None
                yield self.finding(node.at("resources") or node, message, severity=severity)
            elif "*" in grant.verbs:
                names = ", ".join(f"'{name}'" for name in grant.resources)
                yield self.finding(node.at("verbs") or node, f"every verb on {names}", severity=Severity.INFO)

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['*']
                resources: ['*']
                #^^^^^^^^ every verb on every resource
                verbs: ['*']
            """,
        ),
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [configmaps]
                verbs: [get]
              - apiGroups: [apps]
                resources: ['*']
                #^^^^^^^^ every resource of the API groups 'apps'
                verbs: [get, list]
            """,
            title="in any of the rules",
        ),
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: web
              namespace: shop
            rules:
              - apiGroups: ['']
                resources: [configmaps]
                verbs: ['*']
                #^^^^ every verb on 'configmaps'
            """,
            title="every verb, those of tomorrow included",
        ),
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: [shop.example]
                resources: ['*']
                #^^^^^^^^ every resource of the API groups 'shop.example'
                verbs: [get, list]
            """,
            title="an operator's own API",
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: [configmaps, pods]
                verbs: [get, list, watch]
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - apiGroups: ['']
                resources: ['*']
                verbs: [get]
                resourceNames: [web]
            """,
            title="limited to a name",
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: web
            rules:
              - nonResourceURLs: ['/healthz/*']
                verbs: [get]
            """,
            title="a path of the API server",
        ),
    )
