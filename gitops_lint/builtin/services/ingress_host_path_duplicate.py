"""Rule: one Ingress serves a path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.builtin.services._ingress import ALB, INGRESS, NGINX, ingress_class, is_alb, paths
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity

Key = tuple[str, str, str, str, str]


class IngressHostPathDuplicate(Rule[Resource]):
    """Two Ingresses of one controller for the same host and path: one of them gets no requests.

    Which one is up to the controller: nginx takes the older one.  Canary Ingresses are meant to share, and load
    balancers of their own (ALB without `group.name`) cannot collide; neither is reported.  Only Ingresses that meet in
    one cluster are compared.

    **When to allow it.**  One of the two is not deployed at the same time.
    """

    summary = "two Ingress rules for the same host and path"
    severity = Severity.WARNING
    tags = frozenset({"network", "services"})
    aliases = (
        "kyverno:restrict-ingress-host",
        "kyverno:unique-ingress-paths",
        "kyverno:unique-ingress-host-and-path",
        "gatekeeper:uniqueingresshost",
    )
    kinds = INGRESS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each path that an earlier rule serves."""
        for key, node in _served(target):
            first = repo.once(first_served).get((_place(repo, target), *key))
            if first is not None and not _same(first, node):
                where = "this Ingress" if first.resource is target else f"Ingress '{first.resource.name}'"
                host = f"host '{key[2]}'" if key[2] else "every host"
                yield self.finding(
                    node.at("path") or node,
                    f"path '{key[3] or '/'}' of {host} is served by {where} already",
                    related=[(first.at("path") or first, "served here first")],
                )

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: api, namespace: shop}
            spec:
              rules:
                - host: shop.example.com
                  http:
                    paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: front}
            spec:
              rules:
                - host: shop.example.com
                  http:
                    paths:
                      - path: /
                        #     ^ path '/' of host 'shop.example.com' is served by Ingress 'api' already
                        pathType: Prefix
                        backend: {service: {name: web, port: {number: 80}}}
            """),
        Good(
            files={
                "blue/ingress.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: blue, namespace: shop}
                    spec:
                      rules:
                        - host: shop.example.com
                          http:
                            paths:
                              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
                    """,
                "blue/service.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web, namespace: shop}
                    spec: {selector: {app: web}, ports: [{port: 80}]}
                    """,
                "green/ingress.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: green, namespace: shop}
                    spec:
                      rules:
                        - host: shop.example.com
                          http:
                            paths:
                              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
                    """,
                "green/service.yaml": """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web, namespace: shop}
                    spec: {selector: {app: web}, ports: [{port: 80}]}
                    """,
            },
            title="folders with the same Service are alternatives",
        ),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: api, namespace: shop}
            spec:
              rules:
                - host: shop.example.com
                  http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop, annotations: {nginx.ingress.kubernetes.io/canary: "true"}}
            spec:
              rules:
                - host: shop.example.com
                  http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: internal, namespace: shop}
            spec:
              ingressClassName: internal
              rules:
                - host: shop.example.com
                  http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
            """),
    )


def first_served(repo: Repository) -> Mapping[tuple[str, str, str, str, str, str], Node]:
    """Who serves each path first; ask through ``repo.once(first_served)``."""
    found: dict[tuple[str, str, str, str, str, str], Node] = {}
    for group in ("networking.k8s.io", "extensions"):
        for ingress in repo.of_kind(group, "Ingress"):
            for key, node in _served(ingress):
                found.setdefault((_place(repo, ingress), *key), node)
    return found


def _place(repo: Repository, ingress: Resource) -> str:
    from gitops_lint.network.repository import view_of

    view = view_of(repo, ingress)
    unsure = ingress.deployable is not None and ingress.deployable.kind == "folder" and not ingress.namespace
    if view is None or unsure:
        return f"{view.name if view else ''} {ingress.origin.first.path}"
    return view.name


def _same(one: Node, other: Node) -> bool:
    """Whether it is the same path, or the same object deployed twice."""
    if one.resource is other.resource:
        return one.pointer == other.pointer
    return one.resource.identity == other.resource.identity


def _served(ingress: Resource) -> Iterator[tuple[Key, Node]]:
    annotations = ingress.annotations
    if annotations.get(f"{NGINX}canary") == "true":
        return
    group = annotations.get(f"{ALB}group.name", "")
    if is_alb(ingress) and not group:
        return
    for rule in ingress.items("spec", "rules"):
        host = rule.text("host") or ""
        for path in paths(rule):
            kind = path.text("pathType") or ""
            written = path.text("path") or "/"
            trimmed = written.rstrip("/") if kind == "Prefix" else written
            yield (ingress_class(ingress), group, host, trimmed, kind), path
