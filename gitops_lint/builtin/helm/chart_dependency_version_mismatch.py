"""Rule: vendored chart is not of the version that Chart.yaml asks for."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ChartDependencyVersionMismatch(Rule[Problem]):
    """`charts/` holds a dependency in a version that `Chart.yaml` does not ask for; `helm dependency list` calls it
    `wrong version`. Helm, and so Argo CD, renders what is there, and takes no notice of the dependency's `alias`.

    Run `helm dependency update`, or mend the version.

    **When to allow it.** Never: one of the two is out of date.
    """

    summary = "vendored chart is not of the version that Chart.yaml asks for"
    severity = Severity.WARNING
    tags = frozenset({"helm"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.2.0
                    dependencies:
                      - name: redis
                        version: ^19.0.0
                        #        ^^^^^^^ 'charts/' holds version 18.0.0 of 'redis'
                        repository: https://charts.example
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
                    dependencies:
                      - {name: redis, version: 18.x.x, repository: "https://charts.example"}
                      - {name: common, version: ">=1.0.0 <3", repository: "https://charts.example"}
                    """,
                "chart/charts/redis/Chart.yaml": "{apiVersion: v2, name: redis, version: 18.2.0}\n",
                "chart/charts/common-2.4.0.tgz": "a package",
            }
        ),
    )
