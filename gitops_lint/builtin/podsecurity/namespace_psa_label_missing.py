"""Rule: every namespace says which Pod Security level it enforces."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.podsecurity.labels import MODES, PREFIX
from gitops_lint.rule import Bad, Good, Namespace, Occurrence, Rule, Severity


class NamespacePsaLabelMissing(Rule[Namespace]):
    """The Namespace enforces no Pod Security level.

    Without the label `pod-security.kubernetes.io/enforce` every pod is admitted, privileged ones included; EKS has no
    stricter default.  Choose `restricted` or `baseline`, and `privileged` where it must be.  `warn` and `audit` alone stop
    nothing.

    **When to allow it.**  Another admission controller, such as Kyverno, does the same work.
    """

    summary = "namespace enforces no Pod Security level"
    severity = Severity.INFO
    tags = frozenset({"pod-security", "security"})
    aliases = (
        "kubescape:C-0192",
        "kyverno:add-psa-labels",
        "kyverno:add-psa-namespace-reporting",
        "kyverno:deny-privileged-profile",
    )

    def check(self, target: Namespace) -> Iterator[Occurrence]:
        """The namespace, unless it is one of the cluster's own."""
        if target.name.startswith(("kube-", "openshift")) or PREFIX + "enforce" in target.labels:
            return
        others = [mode for mode in MODES if PREFIX + mode in target.labels]
        message = "namespace has no label 'pod-security.kubernetes.io/enforce'"
        if others:
            message += f", and '{others[0]}' alone stops nothing"
        yield self.finding(target, message)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              #     ^^^^ namespace has no label 'pod-security.kubernetes.io/enforce'
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              #     ^^^^ namespace has no label 'pod-security.kubernetes.io/enforce', and 'warn' alone stops nothing
              labels:
                pod-security.kubernetes.io/warn: restricted
            """,
            title="a warning stops nothing",
        ),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: privileged
            """,
            title="said in so many words",
        ),
        Good(
            files={
                "app.yaml": """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: web
                  namespace: argocd
                spec:
                  project: default
                  destination:
                    server: https://kubernetes.default.svc
                    namespace: shop
                  source:
                    repoURL: https://git.example/shop.git
                    path: shop
                  syncPolicy:
                    managedNamespaceMetadata:
                      labels:
                        pod-security.kubernetes.io/enforce: baseline
                    syncOptions:
                      - CreateNamespace=true
                """,
            },
            title="given by its Application",
        ),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: kube-system
            """,
            title="a namespace of the cluster",
        ),
    )
