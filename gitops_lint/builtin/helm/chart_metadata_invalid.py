"""Rule: helm cannot load the chart's Chart.yaml."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartMetadataInvalid(Rule[Problem]):
    """`Chart.yaml` lacks what helm needs, or holds a value of the wrong kind: every helm command stops, and Argo CD shows
    `validation: chart.metadata.version is required` or the like and applies nothing.

    Needed are `name` and `version`, which has to be a version number such as `1.2.0`; `type` is `application` or `library`;
    each dependency has a name or alias of its own. From helm 4 on (Argo CD 3.5) an unknown `apiVersion` is refused too.

    **When to allow it.** Never: the sync fails.
    """

    summary = "helm cannot load the chart's Chart.yaml"
    severity = Severity.ERROR
    tags = frozenset({"helm", "sync"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: latest
                    #        ^^^^^^ chart.metadata.version 'latest' is invalid
                    type: app
                    #     ^^^ chart.metadata.type must be application or library
                    """,
            }
        ),
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    dependencies:
                      - {name: redis, version: 18.0.0, repository: "https://charts.example"}
                      - {name: redis, version: 17.0.0, repository: "https://charts.example"}
                      #        ^^^^^ more than one dependency with name or alias 'redis'
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
        Good(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: v1.2
                    dependencies:
                      - {name: redis, version: 18.0.0, repository: "https://charts.example"}
                      - {name: redis, alias: sessions, version: 18.0.0, repository: "https://charts.example"}
                    """,
            }
        ),
    )
