"""Rule: update strategy is not one that the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class StrategyInvalid(JudgedRule):
    """`Recreate` takes no `rollingUpdate`; `maxSurge` and `maxUnavailable` are counts or percentages and not both zero; the
    progress deadline is longer than `minReadySeconds`.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "update strategy is not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "reliability", "schema", "sync"})

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              strategy:
                type: Recreate
                rollingUpdate: {maxSurge: 1}
            #   ^^^^^^^^^^^^^ spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 25%}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
    )
