"""Rule: Argo CD and an autoscaler both set the number of replicas."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._ignored import is_ignored, is_ignored_everywhere, self_healing
from gitops_lint.rule import Bad, Deployable, Good, Occurrence, Repository, Rule, Severity, Workload

_SCALERS = (("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject"))


class ArgocdHpaSelfHealConflict(Rule[Workload]):
    """The manifest sets `replicas`, an autoscaler changes it, and `selfHeal` puts it back at once: pods come and go.

    Take `replicas` out of the manifest.  Where a chart cannot, ignore `/spec/replicas` in `ignoreDifferences` and set
    `RespectIgnoreDifferences=true`.

    **When to allow it.**  Never.
    """

    summary = "selfHeal and an autoscaler both set replicas"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "reliability"})
    deployed = True
    aliases = ("argocd-source-lint:hpa-selfheal-conflict",)

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """Only autoscalers of the same Application count."""
        node = target.at("spec", "replicas")
        resource = target.resource
        app = self_healing(resource) if node is not None and node.value is not None else None
        if node is None or app is None or is_ignored(app, resource, ("spec", "replicas"), "replicas"):
            return
        key = (id(resource.deployable), resource.namespace, target.kind, target.name)
        if key in repo.once(_scaled) and not is_ignored_everywhere(resource, repo, "replicas"):
            yield self.finding(node, "replicas is set although an autoscaler changes it, and selfHeal puts it back")

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true, selfHeal: true}}
                    """,
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      replicas: 2
                      #         ^ replicas is set although an autoscaler changes it, and selfHeal puts it back
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
                    ---
                    apiVersion: autoscaling/v2
                    kind: HorizontalPodAutoscaler
                    metadata: {name: web}
                    spec:
                      maxReplicas: 4
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true, selfHeal: true}}
                      ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
                    """,
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      replicas: 2
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
                    ---
                    apiVersion: autoscaling/v2
                    kind: HorizontalPodAutoscaler
                    metadata: {name: web}
                    spec:
                      maxReplicas: 4
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      replicas: 2
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
                    ---
                    apiVersion: autoscaling/v2
                    kind: HorizontalPodAutoscaler
                    metadata: {name: web}
                    spec:
                      maxReplicas: 4
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="nobody puts it back",
        ),
    )


def _scaled(repo: Repository) -> frozenset[tuple[int, str, str, str]]:
    return frozenset(
        (id(scaler.deployable), scaler.namespace, scaler.text("spec", "scaleTargetRef", "kind") or "Deployment", name)
        for group, kind in _SCALERS
        for scaler in repo.of_kind(group, kind)
        if isinstance(scaler.deployable, Deployable) and (name := scaler.text("spec", "scaleTargetRef", "name"))
    )
