"""Rule: Chart.lock is not for the dependencies that Chart.yaml has."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity

_CHART = """
    apiVersion: v2
    name: shop
    version: 1.2.0
    dependencies:
      - {name: redis, version: 19.0.0, repository: "https://charts.example"}
    """


class ChartLockOutOfSync(Rule[Problem]):
    """Somebody changed the dependencies in `Chart.yaml` and left `Chart.lock` as it was.  Argo CD runs
    `helm dependency build` where a dependency is not below `charts/`, and helm refuses: `the lock file (Chart.lock) is out
    of sync with the dependencies file (Chart.yaml)`.  Nothing of the chart is applied.

    Run `helm dependency update` and commit both files.  Any field counts, also `condition` and `alias`, for the lock holds
    a digest of all of them.  Charts that are complete below `charts/` are left alone, as nothing is built there.

    **When to allow it.**  Never.
    """

    summary = "Chart.lock is not for the dependencies that Chart.yaml has"
    severity = Severity.ERROR
    tags = frozenset({"helm", "sync"})

    examples = (
        Bad(
            files={
                "chart/Chart.yaml": _CHART,
                "chart/Chart.lock": """
                    dependencies:
                      - {name: redis, repository: "https://charts.example", version: 18.0.0}
                    digest: sha256:6d3ba9a5b6b9f0a5d9d2aa1d7b6a4f1c6d5e9c1f0a2b3c4d5e6f708192a3b4c5
                    #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml)
                    """,
            }
        ),
        Good(
            files={
                "chart/Chart.yaml": _CHART,
                "chart/Chart.lock": """
                    dependencies:
                      - {name: redis, repository: "https://charts.example", version: 19.0.0}
                    digest: sha256:229586a6f7d892757ff135ec11f8657d2477bc6e0ed2851ecddda634e3146860
                    """,
            }
        ),
    )
