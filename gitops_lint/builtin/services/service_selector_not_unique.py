"""Rule: every Service has its own pods."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Service, Severity


class ServiceSelectorNotUnique(Rule[Service]):
    """Two Services of one namespace with the same selector and a port in common are two names for the same thing.

    Mostly one was copied and its selector forgotten, so that it sends to the wrong pods.  A headless Service beside
    one with an address is usual for StatefulSets and is not reported, nor are Services that a Rollout switches: its
    controller adds to their selectors.

    **When to allow it.**  One is the old name, for clients that still use it.
    """

    summary = "two Services select the same pods on the same port"
    severity = Severity.INFO
    tags = frozenset({"services"})
    aliases = (
        "kyverno:require-unique-service-selector",
        "gatekeeper:uniqueserviceselector",
    )

    def check(self, target: Service, repo: Repository) -> Iterator[Occurrence]:
        """The selector, if an earlier Service of the same cluster and namespace has it."""
        from gitops_lint.network.repository import near

        selector, kind = target.at("spec", "selector"), target.get("spec", "type")
        if selector is None or not selector.mapping():
            return
        for other in near(repo, target, "", "Service"):
            if other is target:
                return
            same = other.mapping("spec", "selector") == selector.value and other.get("spec", "type") == kind
            if same and other.name != target.name:
                headless = "None" in (other.get("spec", "clusterIP"), target.get("spec", "clusterIP"))
                if not headless and _ports(other) & _ports(target) and not _is_switched(repo, target, other):
                    yield self.finding(selector, f"Service '{other.name}' selects the same pods on the same port")
                    return

    examples = (
        Bad("""
            apiVersion: v1
            kind: Service
            metadata: {name: api, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              #^^^^^^^ Service 'api' selects the same pods on the same port
              ports: [{port: 80}]
            """),
        Good(
            files={
                "before/service.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: api, namespace: shop}
                    spec: {selector: {app: web}, ports: [{port: 80}]}
                    """,
                "before/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: web, namespace: shop}
                    """,
                "after/service.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web, namespace: shop}
                    spec: {selector: {app: web}, ports: [{port: 80}]}
                    """,
                "after/config.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: web, namespace: shop}
                    """,
            },
            title="folders with the same ConfigMap are alternatives",
        ),
        Good("""
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web-headless, namespace: shop}
            spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: metrics, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 9090}]}
            """),
        Good("""
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              strategy: {blueGreen: {activeService: web, previewService: web-preview}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web-preview, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """),
    )


_SWITCHED = (
    ("blueGreen", "activeService"), ("blueGreen", "previewService"),
    ("canary", "stableService"), ("canary", "canaryService"),
)  # fmt: skip


def _is_switched(repo: Repository, *services: Resource) -> bool:
    """Whether the controller of Argo Rollouts writes the hash of a ReplicaSet into one of the selectors."""
    from gitops_lint.network.repository import near

    for rollout in near(repo, services[0], "argoproj.io", "Rollout"):
        named = {rollout.text("spec", "strategy", *path) for path in _SWITCHED}
        if any(service.name in named for service in services):
            return True
    return False


def _ports(service: object) -> set[object]:
    items = service.items("spec", "ports") if isinstance(service, Service) else ()
    return {item.get("port") for item in items if isinstance(item.get("port"), int)}
