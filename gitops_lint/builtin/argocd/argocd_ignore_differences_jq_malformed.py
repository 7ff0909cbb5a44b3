"""Rule: jq expression of ignoreDifferences does not compile."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdIgnoreDifferencesJqMalformed(SpecRule):
    """Argo CD cannot compile an expression of `jqPathExpressions`, and compares nothing of the Application any more: it ends in
    a `ComparisonError`.

    A path begins with a dot (`.spec.replicas`), all items of a list are `[]`, and a key with a dash or a slash stands in
    quotes (`.metadata.annotations."acme.example/key"`).

    **When to allow it.**  Never.
    """

    summary = "jq expression of ignoreDifferences does not compile"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})
    aliases = ("argocd-source-lint:malformed-ignore-diff-jq-expression",)
    family = frozenset({"ignore-difference-jq"})

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              ignoreDifferences:
                - group: apps
                  kind: Deployment
                  jqPathExpressions:
                    - spec.replicas
                    # ^^^^^^^^^^^^^ jq expression 'spec.replicas' does not compile: function not defined: spec
                    - .spec.template.spec.containers[*].image
                    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ jq expression '.spec.template.spec.containers[*].image' does not compile: unexpected token "*"
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
              ignoreDifferences:
                - group: apps
                  kind: Deployment
                  jqPathExpressions:
                    - .spec.replicas
                    - '.spec.template.spec.containers[] | select(.name == "proxy").image'
                    - .metadata.annotations."acme.example/key"?
            """,
        ),
    )
