"""Rule: Chart.yaml holds what helm lint objects to."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartMetadataQuestionable(Rule[Problem]):
    """`helm lint` objects to something in `Chart.yaml` that does not keep the chart from rendering: a missing `apiVersion`,
    fields of `apiVersion: v2` in a chart of `v1`, a field that helm does not know (a typo has no effect), addresses that are
    none.

    **When to allow it.** The field is read by another tool.
    """

    summary = "Chart.yaml holds what helm lint objects to"
    severity = Severity.WARNING
    tags = frozenset({"helm"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    appversion: "1.10"
                    #^^^^^^^^^ unknown field 'appversion'
                    icon: icon.png
                    #     ^^^^^^^^ invalid icon URL 'icon.png'
                    """,
            }
        ),
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v1
                    name: shop
                    version: 1.2.0
                    type: application
                    #     ^^^^^^^^^^^ chart type is not valid in apiVersion 'v1', it is valid in apiVersion 'v2'
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
