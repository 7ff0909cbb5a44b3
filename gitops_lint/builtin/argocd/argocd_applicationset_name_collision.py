"""Rule: ApplicationSet generates the same name twice."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ArgocdApplicationsetNameCollision(Rule[Problem]):
    """Two elements of the generators give Applications of one name: `ApplicationSet contains applications with duplicate
    name`. Argo CD makes none of that name, not even the first, and no longer changes one that exists.

    Put what tells the elements apart into the name.

    **When to allow it.**  Never.
    """

    summary = "ApplicationSet generates the same name twice"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: tenants, namespace: argocd}
                    spec:
                      generators:
                        - list: {elements: [{team: a}, {team: b}]}
                      template:
                        metadata:
                          name: tenants
                          #     ^^^^^^^ more than one generated Application is named 'tenants'
                        spec:
                          project: tenants
                          source: {repoURL: "https://github.com/acme/deploy.git", path: ".", targetRevision: HEAD}
                          destination: {server: https://kubernetes.default.svc, namespace: "{{team}}"}
                    """,
            }
        ),
        Good(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: tenants, namespace: argocd}
                    spec:
                      generators:
                        - list: {elements: [{team: a}, {team: b}]}
                      template:
                        metadata:
                          name: "tenants-{{team}}"
                        spec:
                          project: tenants
                          source: {repoURL: "https://github.com/acme/deploy.git", path: ".", targetRevision: HEAD}
                          destination: {server: https://kubernetes.default.svc, namespace: "{{team}}"}
                    """,
            }
        ),
    )
