"""Rule: destination has both or neither of server and name."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdDestinationServerXorName(SpecRule):
    """A destination needs exactly one of `server` and `name`; Argo CD refuses both and neither.

    **When to allow it.**  Never.
    """

    summary = "destination has both or neither of server and name"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    aliases = ("kyverno:application-field-validation/destination",)
    family = frozenset({"destination-ambiguous", "destination-missing"})

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, name: in-cluster, namespace: shop}
            # ^^^^^^^^^^^ application destination can't have both name and server defined: in-cluster https://kubernetes.default.svc
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {namespace: shop}
            # ^^^^^^^^^^^ Destination server missing from app spec
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {name: prod, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
    )
