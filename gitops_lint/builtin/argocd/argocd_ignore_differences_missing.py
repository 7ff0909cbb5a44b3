"""Rule: another controller writes what Argo CD puts back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gitops_lint.builtin.argocd._ignored import is_ignored, is_ignored_everywhere, self_healing
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity

_WEBHOOKS = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
_INJECTED = "cert-manager.io/inject-"


class ArgocdIgnoreDifferencesMissing(Rule[Resource]):
    """The manifest sets a field that another controller of the same Application changes at run time, and `selfHeal` puts it
    back at once: the two fight for it.

    Known are `caBundle` under an annotation `cert-manager.io/inject-…`; the weights of a VirtualService that a Rollout
    shifts, so that the traffic jumps back in the middle of a release; and `replicas` of a Deployment that a Rollout with
    `workloadRef.scaleDown` brings to zero.

    Take the field out of the manifest; where it has to stand there, name it in `ignoreDifferences` and set
    `RespectIgnoreDifferences=true`.

    **When to allow it.**  Never.
    """

    summary = "selfHeal puts back what another controller writes"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "reliability"})
    deployed = True
    aliases = ("argocd-source-lint:missing-ignore-diff",)
    kinds = (
        *(f"admissionregistration.k8s.io/{kind}" for kind in _WEBHOOKS),
        "apiextensions.k8s.io/CustomResourceDefinition",
        "apiregistration.k8s.io/APIService",
        "apps/Deployment",
        "networking.istio.io/VirtualService",
    )

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The first such field of the object."""
        found = list(_written(target, repo))
        app = self_healing(target) if found else None
        if app is None:
            return
        for node, who in found:
            if not is_ignored(app, target, node.pointer) and not is_ignored_everywhere(target, repo):
                yield self.finding(node, f"'{node.pointer[-1]}' is changed by {who}, and selfHeal puts it back")
                return

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
                "shop/webhook.yaml": """
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: shop, annotations: {cert-manager.io/inject-ca-from: shop/webhook}}
                    webhooks:
                      - name: orders.acme.example
                        admissionReviewVersions: [v1]
                        sideEffects: None
                        clientConfig:
                          service: {name: webhook, namespace: shop}
                          caBundle: Cg==
                          #         ^^^^ 'caBundle' is changed by cert-manager, and selfHeal puts it back
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
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
                    apiVersion: argoproj.io/v1alpha1
                    kind: Rollout
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
                      strategy:
                        canary:
                          stableService: web
                          canaryService: web-canary
                          trafficRouting: {istio: {virtualService: {name: web}}}
                          steps: [{setWeight: 20}, {pause: {duration: 10m}}]
                    ---
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: web}
                    spec:
                      hosts: [web]
                      http:
                        - route:
                            - {destination: {host: web}, weight: 100}
                            #                                    ^^^ 'weight' is changed by Rollout 'web', and selfHeal puts it back
                            - {destination: {host: web-canary}, weight: 0}
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
                      ignoreDifferences:
                        - {group: apps, kind: Deployment, name: web, jsonPointers: [/spec/replicas]}
                    """,
                "shop/web.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Rollout
                    metadata: {name: web}
                    spec:
                      workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web, scaleDown: onsuccess}
                      strategy: {canary: {}}
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      replicas: 2
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
                    ---
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: shop, annotations: {cert-manager.io/inject-ca-from: shop/webhook}}
                    webhooks:
                      - name: orders.acme.example
                        admissionReviewVersions: [v1]
                        sideEffects: None
                        clientConfig: {service: {name: webhook, namespace: shop}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="ignored, and not in the manifest",
        ),
    )


def _written(target: Resource, repo: Repository) -> Iterator[tuple[Node, str]]:
    """Each place of the manifest that a controller changes, and which one."""
    if target.kind == "Deployment":
        yield from _scaled_down(target, repo)
    elif target.kind == "VirtualService":
        yield from _shifted(target, repo)
    elif any(isinstance(key, str) and key.startswith(_INJECTED) for key in target.mapping("metadata", "annotations")):
        for node in _bundles(target):
            if isinstance(node.value, str) and node.value:
                yield node, "cert-manager"


def _bundles(target: Resource) -> Iterator[Node]:
    if target.kind in _WEBHOOKS:
        found = [webhook.at("clientConfig", "caBundle") for webhook in target.items("webhooks")]
    elif target.kind == "APIService":
        found = [target.at("spec", "caBundle")]
    else:
        found = [target.at("spec", "conversion", "webhook", "clientConfig", "caBundle")]
    yield from (node for node in found if node is not None)


def _scaled_down(target: Resource, repo: Repository) -> Iterator[tuple[Node, str]]:
    node = target.at("spec", "replicas")
    if node is None or not node.value:
        return
    for rollout in _rollouts(target, repo):
        kind, name, down = (rollout.get("spec", "workloadRef", key) for key in ("kind", "name", "scaleDown"))
        if (kind, name) == ("Deployment", target.name) and down in ("onsuccess", "progressively"):
            yield node, f"Rollout '{rollout.name}'"


def _shifted(target: Resource, repo: Repository) -> Iterator[tuple[Node, str]]:
    """Weights of the routes that a Rollout names, or of the only route; source: ``trafficrouting/istio`` of Rollouts."""
    routes = list(target.items("spec", "http"))
    for rollout in _rollouts(target, repo):
        istio = rollout.at("spec", "strategy", "canary", "trafficRouting", "istio")
        if istio is None:
            continue
        for service in (istio.get("virtualService"), *istio.sequence("virtualServices")):
            if not isinstance(service, dict) or service.get("name") != target.name:
                continue
            names = service.get("routes")
            for route in routes:
                if len(routes) == 1 or (isinstance(names, list) and route.get("name") in names):
                    weights = (item.at("weight") for item in route.items("route"))
                    yield from ((node, f"Rollout '{rollout.name}'") for node in weights if node is not None)


def _rollouts(target: Resource, repo: Repository) -> Sequence[Resource]:
    """The Rollouts beside an object, in one Application and namespace."""
    return repo.once(_by_place).get((id(target.deployable), target.namespace), ())


def _by_place(repo: Repository) -> Mapping[tuple[int, str], list[Resource]]:
    found: dict[tuple[int, str], list[Resource]] = {}
    for rollout in repo.of_kind("argoproj.io", "Rollout"):
        found.setdefault((id(rollout.deployable), rollout.namespace), []).append(rollout)
    return found
