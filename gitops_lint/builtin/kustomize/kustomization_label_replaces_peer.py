"""Rule: labels of a kustomization change whom a network policy lets in."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class KustomizationLabelReplacesPeer(Rule[Problem]):
    """`commonLabels`, and `labels` with `includeSelectors`, are put into the selectors of peers too: the policy that lets in
    `orders` then lets in the pods of this very kustomization instead.

    Write the labels into the selectors of the base and use `includeTemplates`, or select peers by another label.

    **When to allow it.** The peer is meant to be what the kustomization itself deploys.
    """

    summary = "labels of a kustomization change whom a network policy lets in"
    severity = Severity.WARNING
    tags = frozenset({"kustomize", "network"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [policy.yaml]
                    labels:
                      - pairs:
                          app: catalog
                          #    ^^^^^^^ label 'app' takes the place of 'orders' in a peer of NetworkPolicy 'catalog'
                          team: shop
                        includeSelectors: true
                    """,
                "policy.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: NetworkPolicy
                    metadata: {name: catalog}
                    spec:
                      podSelector: {}
                      ingress: [{from: [{podSelector: {matchLabels: {app: orders}}}]}]
                    """,
            }
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [policy.yaml]
                    labels:
                      - pairs: {team: shop}
                        includeSelectors: true
                      - pairs: {app: catalog}
                        includeTemplates: true
                    """,
                "policy.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: NetworkPolicy
                    metadata: {name: catalog}
                    spec:
                      podSelector: {matchLabels: {app: catalog}}
                      ingress: [{from: [{podSelector: {matchLabels: {app: orders, team: shop}}}]}]
                    """,
            }
        ),
    )
