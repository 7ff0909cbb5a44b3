"""Rule: version in Chart.yaml is a number."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartVersionNotQuoted(Rule[Problem]):
    """`version` or `appVersion` without quotes is a number to YAML where it has less than two dots, and a number forgets its
    trailing zeros: `1.10` becomes `1.1`. Labels, image tags and names made from it name another version.

    Quote it.

    **When to allow it.** Never.
    """

    summary = "version in Chart.yaml is a number"
    severity = Severity.WARNING
    tags = frozenset({"helm"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    appVersion: 1.10
                    #           ^^^^ appVersion should be of type string but it's of type float64: helm reads '1.1'
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
