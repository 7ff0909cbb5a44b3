"""Rule: at most one PodDisruptionBudget for each pod."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.scheduling._budget import TAGS, covered_by
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class PdbOverlapping(Rule[Workload]):
    """Several PodDisruptionBudgets select the same pods.

    The API server refuses every eviction of such a pod, so that its node cannot be drained.  Keep one.

    **When to allow it.**  Never.
    """

    summary = "several PodDisruptionBudgets for the same pods"
    severity = Severity.WARNING
    tags = TAGS

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The workload, with its budgets."""
        found = {budget.identity: budget for budget in covered_by(repo, target)}
        if len(found) > 1:
            yield self.finding(
                target.resource,
                f"{len(found)} PodDisruptionBudgets cover its pods: every eviction is refused",
                related=[(budget, "this one covers them") for budget in found.values()],
            )

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              #     ^^^ 2 PodDisruptionBudgets cover its pods: every eviction is refused
              namespace: shop
            spec:
              replicas: 3
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              maxUnavailable: 1
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web-old
              namespace: shop
            spec:
              minAvailable: 1
              selector:
                matchLabels:
                  app: web
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              replicas: 3
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              maxUnavailable: 1
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: db
              namespace: shop
            spec:
              minAvailable: 1
              selector:
                matchLabels:
                  app: db
            """,
        ),
    )
