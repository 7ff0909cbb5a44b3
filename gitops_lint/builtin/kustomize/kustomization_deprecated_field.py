"""Rule: kustomization uses a deprecated field."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class KustomizationDeprecatedField(Rule[Problem]):
    """Kustomize still understands the field and says that it will not for ever.

    `kustomize edit fix` rewrites most of them.

    **When to allow it.** It is a reminder, not a defect.
    """

    summary = "kustomization uses a deprecated field"
    severity = Severity.INFO
    tags = frozenset({"kustomize", "sync"})

    examples = (
        Bad(
            files={
                "overlay/kustomization.yaml": """
                    bases: [../base]
                    #^^^^ 'bases' is deprecated, use 'resources' instead
                    """,
                "base/kustomization.yaml": "resources: [settings.yaml]\n",
                "base/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            }
        ),
        Good(
            files={
                "overlay/kustomization.yaml": "resources: [../base]\n",
                "base/kustomization.yaml": "resources: [settings.yaml]\n",
                "base/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            }
        ),
    )
