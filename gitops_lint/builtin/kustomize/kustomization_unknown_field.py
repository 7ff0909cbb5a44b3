"""Rule: kustomization has a field that does not exist."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class KustomizationUnknownField(Rule[Problem]):
    """Kustomize refuses files with fields it does not know: `json: unknown field`.

    Usually a typo, or a field of a newer release.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomization has a field that does not exist"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resource: [settings.yaml]
                    #^^^^^^^ unknown field 'resource', did you mean 'resources'?
                    """,
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            }
        ),
        Good(
            files={
                "kustomization.yaml": "resources: [settings.yaml]\n",
                "settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            }
        ),
    )
