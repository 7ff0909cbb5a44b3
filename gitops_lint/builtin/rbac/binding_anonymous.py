"""Rule: nobody without a name gets rights."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import BINDINGS, TAGS
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_NAMES = frozenset({"system:anonymous", "system:unauthenticated"})
_PUBLIC = "system:public-info-viewer"


class BindingAnonymous(Rule[Resource]):
    """A binding gives rights to everybody who can reach the API server.

    `system:anonymous` and `system:unauthenticated` stand for requests without any credentials.  Remove the subject.

    **When to allow it.**  Public discovery, as `system:public-info-viewer` does it.
    """

    summary = "rights without credentials"
    severity = Severity.ERROR
    tags = TAGS
    aliases = (
        "KSV-0122",
        "kubescape:C-0262",
        "kubesec:BindingsToSystemAnonymous",
        "kyverno:restrict-binding-system-groups",
        "gatekeeper:disallowanonymous",
    )
    kinds = BINDINGS
    security_severity = 9.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The subject."""
        if target.get("roleRef", "name") == _PUBLIC:
            return
        for subject in target.items("subjects"):
            if subject.get("kind") in ("Group", "User") and subject.text("name") in _NAMES:
                yield self.finding(subject.at("name") or subject, "everybody gets these rights without credentials")

    examples = (
        Bad(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: User
                apiGroup: rbac.authorization.k8s.io
                name: system:anonymous
                #     ^^^^^^^^^^^^^^^^ everybody gets these rights without credentials
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: Group
                apiGroup: rbac.authorization.k8s.io
                name: shop-admins
            """,
        ),
        Good(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: system:public-info-viewer
            subjects:
              - kind: User
                apiGroup: rbac.authorization.k8s.io
                name: system:anonymous
            """,
            title="public by design",
        ),
    )
