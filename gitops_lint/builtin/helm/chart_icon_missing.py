"""Rule: chart has no icon."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartIconMissing(Rule[Problem]):
    """`helm lint` recommends an `icon` for a chart, which catalogues show.

    **When to allow it.** The chart is for your own services only, and no catalogue shows it.
    """

    summary = "chart has no icon"
    severity = Severity.INFO
    tags = frozenset({"helm"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    #^^^^^^^^^ icon is recommended
                    name: shop
                    version: 1.2.0
                    """,
            }
        ),
        Good(
            files={
                "chart/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.2.0, icon: https://example.org/shop.svg}\n",
            }
        ),
        Good(
            files={
                "chart/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.2.0, type: library}\n",
            }
        ),
    )
