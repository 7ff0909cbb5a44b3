"""Rule: Service selects no pod."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.references._pods import brings_custom, selected_pods
from gitops_lint.references.matching import from_labels
from gitops_lint.references.repository import namespace_of, pods_of
from gitops_lint.references.unseen import may_hold_more
from gitops_lint.rule import Bad, Confidence, Deployable, Good, Node, Occurrence, Repository, Rule, Service, Severity


class DanglingService(Rule[Service]):
    """A Service selects labels that no pod of the repository has: it has no endpoints, and what calls it gets no
    answer. Services beside custom resources whose operators may make pods are not judged, nor those that come without
    any workload, nor those in a namespace into which more is deployed than could be rendered.  In a folder of plain
    manifests only those are judged that have the name of a workload beside them.

    **When to allow it.**  Pods are made by something that is not in the repository.
    """

    summary = "Service selects no pod"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"references", "reliability"})
    aliases = (
        "kube-linter:dangling-service",
        "kube-score:service-targets-pod",
        "kubescape:C-0293",
    )

    def check(self, target: Service, repo: Repository) -> Iterator[Occurrence]:
        """The selector, if no pod of the repository has its labels."""
        selector = target.at("spec", "selector")
        deployable = target.deployable
        if selector is None or not selector.value or deployable is None or target.get("spec", "type") == "ExternalName":
            return
        wanted = from_labels(selector.value)
        if wanted is None or deployable.speculative or deployable.not_checked:
            return
        if deployable.kind == "folder" and not _has_namesake(repo, target):
            return
        if selected_pods(repo, target) or brings_custom(repo, deployable):
            return
        if may_hold_more(repo, target, namespace_of(target)):
            return
        if deployable.resources and not any(item.workload is not None for item in deployable.resources):
            return
        shown = ", ".join(f"{key}={value}" for key, value in sorted(selector.value.items()))
        yield self.finding(_misfit(target, selector, repo) or selector, f"no pod has the labels {shown}")

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: web
                    spec:
                      selector: {app: wbe}
                    # ^^^^^^^^ no pod has the labels app=wbe
                      ports:
                        - port: 80
                          targetPort: 80
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    """,
            },
        ),
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: web
                    spec:
                      selector:
                        app: web
                        tier: font
                    #         ^^^^ no pod has the labels app=web, tier=font
                      ports:
                        - port: 80
                          targetPort: 80
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web, tier: front}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    """,
            },
            title="one label is to blame",
        ),
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web}
                    spec:
                      selector: {app: wbe}
                    # ^^^^^^^^ no pod has the labels app=wbe
                      ports: [{port: 80}]
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: Rollout
                    metadata: {name: web}
                    spec:
                      strategy: {canary: {}}
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                    ---
                    apiVersion: external-secrets.io/v1
                    kind: ExternalSecret
                    metadata: {name: web}
                    spec: {secretStoreRef: {name: aws, kind: ClusterSecretStore}, dataFrom: [{extract: {key: web}}]}
                    """,
            },
            title="custom resources that make no pods",
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: web
                    spec:
                      selector: {app: web}
                      ports:
                        - port: 80
                          targetPort: 80
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web-canary}
                    spec:
                      selector: {app: web, role: canary}
                      ports: [{port: 80}]
                    ---
                    apiVersion: argoproj.io/v1alpha1
                    kind: Rollout
                    metadata: {name: web}
                    spec:
                      strategy: {canary: {canaryMetadata: {labels: {role: canary}}}}
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                    """,
            },
            title="a label that a Rollout gives to canary pods",
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: queue}
                    spec:
                      selector: {rabbit: queue}
                      ports: [{port: 5672}]
                    ---
                    apiVersion: acme.io/v1
                    kind: Queue
                    metadata: {name: queue}
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                    """,
            },
            title="a custom resource whose operator may make the pods",
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: queue-0
                    spec:
                      selector: {app: queue, statefulset.kubernetes.io/pod-name: queue-0}
                      ports:
                        - port: 5672
                    ---
                    apiVersion: apps/v1
                    kind: StatefulSet
                    metadata:
                      name: queue
                    spec:
                      serviceName: queue
                      selector: {matchLabels: {app: queue}}
                      template:
                        metadata: {labels: {app: queue}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/queue:1.4.2
                    """,
            },
            title="a label that the controller gives to each pod",
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: web
                    spec:
                      selector: {app: wbe}
                      ports:
                        - port: 80
                          targetPort: 80
                    """,
            },
        ),
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec:
              selector: {app: basket}
            # ^^^^^^^^ no pod has the labels app=basket
              ports: [{port: 80, targetPort: 80}]
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: cart, namespace: shop}
            spec:
              selector: {matchLabels: {app: cart}}
              template:
                metadata: {labels: {app: cart}}
                spec: {containers: [{name: app, image: "registry.example/cart:1.4.2"}]}
            """,
            title="plain manifests: a workload has the name of the Service",
        ),
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: mail, namespace: shop}
            spec:
              selector: {app: mail}
              ports: [{port: 25, targetPort: 25}]
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: cart, namespace: shop}
            spec:
              selector: {matchLabels: {app: cart}}
              template:
                metadata: {labels: {app: cart}}
                spec: {containers: [{name: app, image: "registry.example/cart:1.4.2"}]}
            """,
            title="plain manifests: the pods may come from anywhere",
        ),
    )


def _has_namesake(repo: Repository, service: Service) -> bool:
    """Whether a workload beside a Service has its name: in a plain folder nothing else says that they belong together."""
    deployable = service.deployable
    return deployable is not None and (namespace_of(service), service.name) in repo.once(_workload_names, deployable)


def _workload_names(repo: Repository, deployable: Deployable) -> frozenset[tuple[str, str]]:
    return frozenset((namespace_of(item), item.name) for item in deployable.resources if item.workload is not None)


def _misfit(service: Service, selector: Node, repo: Repository) -> Node | None:
    """The one label without which there would be pods."""
    labels = selector.value
    if len(labels) < 2 or service.deployable is None:
        return None
    pods, where = pods_of(repo, service.deployable), namespace_of(service)
    fitting = [
        key
        for key in labels
        if (rest := from_labels({other: labels[other] for other in labels if other != key}))
        and pods.selected(rest, where)
    ]
    return selector.at(fitting[0]) if len(fitting) == 1 else None
