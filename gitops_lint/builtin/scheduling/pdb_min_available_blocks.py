"""Rule: a PodDisruptionBudget needs fewer pods than there are."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.scheduling._budget import TAGS, fewest, selected, share_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class PdbMinAvailableBlocks(Rule[Resource]):
    """The PodDisruptionBudget needs all pods that there are, so that none may ever be evicted.

    Nodes with such a pod cannot be drained: upgrades of node groups hang.  Where an autoscaler decides, its minimum
    counts.  Prefer `maxUnavailable: 1`, which is right for every number of replicas.

    **When to allow it.**  Pods that only people may move.
    """

    summary = "PodDisruptionBudget needs all pods there are"
    severity = Severity.WARNING
    tags = TAGS
    aliases = (
        "kube-linter:pdb-min-available",
        "polaris:pdbMinAvailableGreaterThanHPAMinReplicas",
        "kyverno:pdb-minavailable",
        "kyverno:deployment-replicas-higher-than-pdb",
        "kyverno:require-replicas-allow-disruption",
    )
    kinds = ("policy/PodDisruptionBudget",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The value, and the workloads it covers."""
        least = target.at("spec", "minAvailable")
        if least is None or least.value is None:
            return
        if least.value == "100%":
            yield self.finding(least, "'minAvailable' of 100% forbids every eviction: nodes cannot be drained")
            return
        covered = selected(repo, target)
        total = sum(fewest(repo, each) for each in covered)
        needed = share_of(least.value, total)
        if total and needed is not None and needed >= total:
            message = f"'minAvailable' needs {needed} of {total} pods: nodes cannot be drained"
            yield self.finding(least, message, related=[(each.resource, "its pods") for each in covered])

    examples = (
        Bad(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 100%
              #             ^^^^ 'minAvailable' of 100% forbids every eviction: nodes cannot be drained
              selector:
                matchLabels:
                  app: web
            """,
        ),
        Bad(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 2
              #             ^ 'minAvailable' needs 2 of 2 pods: nodes cannot be drained
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              replicas: 2
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
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 1
              #             ^ 'minAvailable' needs 1 of 1 pods: nodes cannot be drained
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
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
            """,
            title="one pod is all there is",
        ),
        Bad(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 3
              #             ^ 'minAvailable' needs 3 of 3 pods: nodes cannot be drained
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
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
              minReplicas: 3
              maxReplicas: 9
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 80
            """,
            title="the autoscaler may go down to it",
        ),
        Bad(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 60%
              #             ^^^ 'minAvailable' needs 2 of 2 pods: nodes cannot be drained
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              replicas: 2
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
            title="rounded up",
        ),
        Good(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 1
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              replicas: 2
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
        Good(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 50%
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              replicas: 2
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
        Good(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 2
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
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
              minReplicas: 3
              maxReplicas: 9
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 80
            """,
        ),
        Good(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 2
              selector:
                matchLabels:
                  app: web
            """,
            title="its pods may be elsewhere",
        ),
        Good(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: shop
            spec:
              minAvailable: 1
              selector:
                matchLabels:
                  app: web
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              replicas: 0
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
            title="switched off",
        ),
    )
