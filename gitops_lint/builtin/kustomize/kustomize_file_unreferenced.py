"""Rule: manifest beside a kustomization is not part of it."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class KustomizeFileUnreferenced(Rule[Problem]):
    """A folder with a kustomization holds a manifest that the kustomization does not name, and nothing else
    uses it.

    Argo CD applies what the kustomization lists and nothing more. The file is dead, or somebody applies it by
    hand, or it was forgotten.

    An Application, ApplicationSet or AppProject is taken for one that somebody applies, and judged like any other:
    unless the kustomization mentions the file in a comment, or names others of that kind in this folder, or another
    Application deploys the same.

    **When to allow it.** It is applied by hand on purpose; say so in a suppression.
    """

    summary = "manifest beside a kustomization is not part of it"
    severity = Severity.INFO
    tags = frozenset({"kustomize"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": "resources: [settings.yaml]\n",
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "forgotten.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: forgotten
                      #     ^^^^^^^^^ nothing uses this file: 'kustomization.yaml' beside it does not name it
                    """,
            }
        ),
        Good(
            files={
                "kustomization.yaml": "resources: [settings.yaml]\n",
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            }
        ),
        Good(
            files={
                "kustomization.yaml": "resources: [settings.yaml]\n",
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "application.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: .}
                    """,
            },
            title="applied by hand",
        ),
    )
