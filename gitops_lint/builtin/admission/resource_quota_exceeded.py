"""Rule: what is deployed into a namespace fits its ResourceQuota."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.admission._namespace import TAGS, usages
from gitops_lint.model.quantity import in_one_unit
from gitops_lint.podsecurity.quota import exceeded
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ResourceQuotaExceeded(Rule[Resource]):
    """What the repository deploys into the namespace needs more than its ResourceQuota grants, in the middle of a rollout.

    Deployments start new pods before they end old ones (`maxSurge`, by default a quarter), autoscalers go to their maximum.
    The sum is shown object by object, the largest first; DaemonSets are left out because the nodes decide.

    **When to allow it.**  The workloads never roll out or scale up at the same time.
    """

    summary = "ResourceQuota is too small for what is deployed"
    severity = Severity.WARNING
    looks_inside = True
    tags = TAGS
    kinds = ("ResourceQuota",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each resource that runs out, with the sum."""
        for found in exceeded(target.value, usages(repo, target)):
            shown = found.parts[:5]
            hard, total, *each = in_one_unit([found.hard, found.total, *(amount for _, amount in shown)])
            parts = [f"{label}: {amount}" for (label, _), amount in zip(shown, each, strict=True)]
            if len(found.parts) > len(parts):
                parts.append(f"{len(found.parts) - len(parts)} more")
            node = target.at(*found.pointer)
            message = f"'{found.name}' grants {hard}, a rollout needs {total} ({', '.join(parts)})"
            yield self.finding(node or target, message)

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              replicas: 4
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
                      resources:
                        requests:
                          cpu: 500m
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                requests.cpu: 2
                #             ^ 'requests.cpu' grants 2000m, a rollout needs 2500m (Deployment 'web' (5 pods): 2500m)
            """,
        ),
        Bad(
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
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                pods: 1
                #     ^ 'pods' grants 1, a rollout needs 2 (Deployment 'web' (2 pods): 2)
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              runtimeClassName: kata
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests:
                      cpu: 900m
            ---
            apiVersion: node.k8s.io/v1
            kind: RuntimeClass
            metadata: {name: kata}
            handler: kata
            overhead:
              podFixed: {cpu: 250m, memory: 120Mi}
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                requests.cpu: 1
                #             ^ 'requests.cpu' grants 1000m, a rollout needs 1150m (Pod 'web' (1 pod): 1150m)
            """,
            title="the runtime's own overhead counts",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources: {requests: {memory: 1Gi}}
                - name: proxy
                  image: registry.example/proxy:1.4.2
                  resources: {requests: {memory: 128Mi}}
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                requests.memory: 1Gi
                #                ^^^ 'requests.memory' grants 1024Mi, a rollout needs 1152Mi (Pod 'web' (1 pod): 1152Mi)
            """,
            title="all amounts in one unit",
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: db
              namespace: shop
            spec:
              replicas: 3
              serviceName: db
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  containers: [{name: app, image: "registry.example/db:1.4.2"}]
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec:
                    accessModes: [ReadWriteOnce]
                    resources: {requests: {storage: 10Gi}}
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                requests.storage: 20Gi
                #                 ^^^^ 'requests.storage' grants 20Gi, a rollout needs 30Gi (StatefulSet 'db' (3 claims): 30Gi)
            """,
            title="a StatefulSet makes a claim for each pod",
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
                      resources:
                        requests:
                          cpu: 500m
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: shop
            spec:
              hard:
                requests.cpu: 2
            """,
            title="with surge it is just enough",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              replicas: 4
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
                      resources:
                        requests:
                          cpu: 500m
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: quota
              namespace: other
            spec:
              hard:
                requests.cpu: 2
            """,
            title="another namespace",
        ),
    )
