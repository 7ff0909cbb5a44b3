"""Rule: workloads with several pods have a PodDisruptionBudget."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.scheduling._budget import SCALED, TAGS, covered_by, fewest
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class PdbMissing(Rule[Workload]):
    """Nothing keeps all pods of the workload from being evicted at once.

    While nodes are upgraded or Karpenter consolidates, they may all be on nodes that go.  Add a PodDisruptionBudget with
    `maxUnavailable: 1` that selects its labels.

    **When to allow it.**  Workers that nobody waits for.
    """

    summary = "no PodDisruptionBudget covers the workload"
    severity = Severity.INFO
    tags = TAGS
    aliases = (
        "kube-score:deployment-has-poddisruptionbudget",
        "kube-score:statefulset-has-poddisruptionbudget",
        "polaris:missingPodDisruptionBudget",
        "kics:Deployment Without PodDisruptionBudget",
        "kics:StatefulSet Without PodDisruptionBudget",
        "kyverno:require-pdb",
        "kyverno:create-default-pdb",
    )

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The workload."""
        if target.kind in SCALED and fewest(repo, target) > 1 and not covered_by(repo, target):
            yield self.finding(target.resource, "no PodDisruptionBudget covers its pods")

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              #     ^^^ no PodDisruptionBudget covers its pods
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
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: web
              #     ^^^ no PodDisruptionBudget covers its pods
              namespace: shop
            spec:
              replicas: 2
              serviceName: web
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
                  app: other
            """,
            title="the budget is for others",
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              #     ^^^ no PodDisruptionBudget covers its pods
              namespace: shop
            spec:
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
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: web
              namespace: shop
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: web
              minReplicas: 2
              maxReplicas: 5
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 80
            """,
            title="an autoscaler keeps two",
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
              replicas: 1
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
            """,
            title="one pod cannot stay and go",
        ),
    )
