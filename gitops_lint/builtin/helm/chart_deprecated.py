"""Rule: chart is deprecated."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartDeprecated(Rule[Problem]):
    """`Chart.yaml` says `deprecated: true`: its authors do not maintain it any more. Look for its successor.

    **When to allow it.** It is on its way out and its users know.
    """

    summary = "chart is deprecated"
    severity = Severity.INFO
    tags = frozenset({"helm"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    deprecated: true
                    #           ^^^^ chart 'shop' is deprecated
                    """,
            }
        ),
        Good(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    appVersion: "1.10"
                    type: application
                    """,
            }
        ),
    )
