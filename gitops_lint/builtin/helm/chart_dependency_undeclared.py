"""Rule: chart below charts/ is not declared in Chart.yaml."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartDependencyUndeclared(Rule[Problem]):
    """A chart lies below `charts/` and `Chart.yaml` does not declare it. Helm renders it all the same, always and with its own
    name for its values; `helm dependency update` removes it.

    **When to allow it.** The chart is kept there by hand on purpose.
    """

    summary = "chart below charts/ is not declared in Chart.yaml"
    severity = Severity.WARNING
    tags = frozenset({"helm"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    #^^^^^^^^^ chart metadata is missing these dependencies: 'redis'
                    name: shop
                    version: 1.2.0
                    """,
                "chart/charts/redis/Chart.yaml": "{apiVersion: v2, name: redis, version: 18.0.0}\n",
            }
        ),
        Good(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    dependencies: [{name: redis, version: ^18.0.0, repository: "https://charts.example"}]
                    """,
                "chart/charts/redis/Chart.yaml": "{apiVersion: v2, name: redis, version: 18.0.0}\n",
            }
        ),
    )
