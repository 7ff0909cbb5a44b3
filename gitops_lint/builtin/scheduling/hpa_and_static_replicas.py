"""Rule: one decides about replicas."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.scheduling._budget import is_ignored, scalers_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class HpaAndStaticReplicas(Rule[Workload]):
    """The workload states `replicas` although an autoscaler decides about them.

    Argo CD shows the application as out of sync whenever the autoscaler has worked, and every sync throws pods away or
    starts too many.  Leave `replicas` out, or list `/spec/replicas` in the Application's `ignoreDifferences` with the sync
    option `RespectIgnoreDifferences=true`.

    **When to allow it.**  The autoscaler is paused.
    """

    summary = "replicas are stated although an autoscaler decides"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "reliability", "scheduling"})
    aliases = (
        "kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured",
        "kics:HPA Targeted Deployments With Configured Replica Count",
    )

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The number, with the autoscaler."""
        replicas = target.resource.at("spec", "replicas")
        if replicas is None or replicas.value is None or replicas.value == 0 or is_ignored(target):
            return
        if _heals(target):
            return  # argocd-hpa-self-heal-conflict says more
        for scaler in scalers_of(repo, target)[:1]:
            yield self.finding(
                replicas,
                f"'replicas' is also decided by {scaler.kind} '{scaler.name}': every sync sets it back",
                related=[(scaler, "this autoscaler")],
            )

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              replicas: 2
              #         ^ 'replicas' is also decided by HorizontalPodAutoscaler 'web': every sync sets it back
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
        ),
        Good(
            """
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
        ),
        Good(
            """
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
            files={
                "app.yaml": """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: web
                  namespace: argocd
                spec:
                  project: default
                  destination:
                    server: https://kubernetes.default.svc
                    namespace: shop
                  source:
                    repoURL: https://git.example/shop.git
                    path: shop
                  ignoreDifferences:
                    - group: apps
                      kind: Deployment
                      jsonPointers:
                        - /spec/replicas
                """,
                "shop/web.yaml": """
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
            },
            title="Argo CD is told to leave them alone",
        ),
    )


def _heals(target: Workload) -> bool:
    """Whether the Application that deploys it undoes every change at once."""
    deployable = target.resource.deployable
    application = deployable.application if deployable is not None else None
    return application is not None and application.get("spec", "syncPolicy", "automated", "selfHeal") is True
