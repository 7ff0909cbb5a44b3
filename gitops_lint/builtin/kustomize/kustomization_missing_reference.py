"""Rule: kustomization names something that does not exist."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class KustomizationMissingReference(Rule[Problem]):
    """An entry of `resources`, `components`, `patches` or a generator leads to nothing, and the build stops
    there: Argo CD shows `accumulating resources: ... no such file or directory`.

    Mend the path, or take the entry out.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomization names something that does not exist"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
    aliases = (
        "gitops-validator:kubernetes-kustomization",
        "argocd-source-lint:phantom-target",
    )

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources:
                      - deployment.yaml
                      # ^^^^^^^^^^^^^^^ 'deployment.yaml' does not exist
                    """,
            }
        ),
        Good(
            files={
                "kustomization.yaml": "resources: [settings.yaml]\n",
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            }
        ),
    )
