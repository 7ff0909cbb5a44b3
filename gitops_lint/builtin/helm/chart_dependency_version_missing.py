"""Rule: dependency of a chart has no version."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartDependencyVersionMissing(Rule[Problem]):
    """A dependency that is fetched names no version: each `helm dependency build` may bring another chart, and nobody sees it
    in git.

    **When to allow it.** A `Chart.lock` pins it, and you rely on that.
    """

    summary = "dependency of a chart has no version"
    severity = Severity.WARNING
    tags = frozenset({"helm", "supply-chain"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    dependencies:
                      - name: redis
                        #     ^^^^^ dependency 'redis' has no version: the newest one is taken
                        repository: https://charts.example
                    """,
            }
        ),
        Good(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    dependencies: [{name: redis, version: 18.0.0, repository: "https://charts.example"}]
                    """,
            }
        ),
        Good(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    dependencies: [{name: redis, repository: "https://charts.example"}]
                    """,
                "chart/Chart.lock": '\ndependencies: [{name: redis, version: 18.0.0, repository: "https://charts.example"}]\n',
            }
        ),
    )
