"""Rule: two Helm parameters set one value."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdHelmParameterOverlap(SpecRule):
    """Two entries of `helm.parameters` set one value, or one of them a part of what the other one sets.  Argo CD keeps
    parameters in a Go map, so that helm is given them in another order each time: what is rendered changes without a commit,
    and some orders fail.  Of one name twice the last one counts.

    Set the whole value in `helm.valuesObject`.  Source: `Cmd.template` in Argo CD's `util/helm/cmd.go`.

    **When to allow it.**  Never.
    """

    summary = "two Helm parameters set one value"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "helm"})
    family = frozenset({"parameter-overlap"})

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source:
                repoURL: https://github.com/acme/deploy.git
                targetRevision: v1.2.0
                path: shop
                helm:
                  parameters:
                    - {name: image, value: "null"}
                    - {name: image.tag, value: 1.4.2}
                    #        ^^^^^^^^^ 'image.tag' is part of the same value as 'image', and chance says which of them is set first
                    - {name: image.tag, value: 1.4.3}
                    #        ^^^^^^^^^ parameter 'image.tag' is there twice, and the last one counts
                    #        ^^^^^^^^^ 'image.tag' is part of the same value as 'image', and chance says which of them is set first
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
              source:
                repoURL: https://github.com/acme/deploy.git
                targetRevision: v1.2.0
                path: shop
                helm:
                  parameters:
                    - {name: image.tag, value: 1.4.2}
                    - {name: image.name, value: shop}
                    - {name: 'image\\.tag', value: shop}
                    - {name: imageTag, value: 1.4.2}
            """,
        ),
    )
