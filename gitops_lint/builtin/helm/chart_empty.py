"""Rule: chart deploys nothing."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartEmpty(Rule[Problem]):
    """A chart has no templates, no CRDs and no dependencies, so that what deploys it applies nothing.

    Often the folder is misspelt (`template/`).  A library is left alone: others include it.

    **When to allow it.** It is a beginning.
    """

    summary = "chart deploys nothing"
    severity = Severity.WARNING
    tags = frozenset({"helm"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    #^^^^^^^^^ chart has neither 'templates/' nor 'crds/' nor 'charts/': it deploys nothing
                    name: shop
                    version: 1.2.0
                    """,
                "chart/template/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            }
        ),
        Good(files={"chart/Chart.yaml": "{apiVersion: v2, name: common, version: 1.2.0, type: library}\n"}),
        Good(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: umbrella
                    version: 1.2.0
                    dependencies: [{name: redis, version: 18.0.0, repository: "https://charts.example"}]
                    """,
            }
        ),
    )
