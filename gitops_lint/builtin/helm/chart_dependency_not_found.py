"""Rule: chart needs another one that nobody can get."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartDependencyNotFound(Rule[Problem]):
    """A dependency in `Chart.yaml` is neither below `charts/` nor can it be fetched: it names no repository, or a `file://` folder
    that holds no chart, or a version that helm cannot read. Argo CD runs `helm dependency build`, which fails, and applies nothing.

    **When to allow it.** Never: the sync fails.
    """

    summary = "chart needs another one that nobody can get"
    severity = Severity.ERROR
    tags = frozenset({"helm", "sync"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    dependencies:
                      - name: common
                        version: 1.0.0
                        repository: file://../commons
                        #           ^^^^^^^^^^^^^^^^^ directory '../commons' of dependency 'common' is no chart
                      - name: redis
                        #     ^^^^^ dependency 'redis' has no repository, and 'charts/redis' does not exist
                        version: 18.0.0
                      - name: mysql
                        version: 9.x.1.0
                        #        ^^^^^^^ dependency 'mysql' has an invalid version/constraint format: improper constraint: 9.x.1.0
                        repository: https://charts.example
                    """,
                "common/Chart.yaml": "{apiVersion: v2, name: common, version: 1.0.0, type: library}\n",
            }
        ),
        Good(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    dependencies:
                      - {name: common, version: 1.0.0, repository: "file://../common"}
                      - {name: redis, version: 18.0.0}
                    """,
                "common/Chart.yaml": "{apiVersion: v2, name: common, version: 1.0.0, type: library}\n",
                "chart/charts/redis/Chart.yaml": "{apiVersion: v2, name: redis, version: 18.0.0}\n",
            }
        ),
    )
