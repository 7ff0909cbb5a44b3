"""Rule: paths with wildcards are of a type that has wildcards."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.services._ingress import is_alb, paths
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class AlbPathWildcard(Rule[Resource]):
    """The AWS Load Balancer Controller takes `*` and `?` only in paths of the type `ImplementationSpecific`.  One such path
    of the type `Prefix` or `Exact`, and it changes nothing of the whole load balancer any more, for no Ingress of the
    group: `Failed build model`.

    Write `path: /` for everything below it, or `pathType: ImplementationSpecific` for a pattern.

    **When to allow it.**  Another controller serves the Ingress, in spite of its annotations.
    """

    summary = "path of an ALB has a wildcard that its type does not allow"
    severity = Severity.ERROR
    tags = frozenset({"eks", "load-balancer", "services"})
    kinds = ("networking.k8s.io/Ingress",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each path, in the controller's words."""
        if not is_alb(target):
            return
        for rule in target.items("spec", "rules"):
            for item in paths(rule):
                path, kind = item.at("path"), item.text("pathType")
                if path is None or not isinstance(path.value, str) or kind not in ("Prefix", "Exact"):
                    continue
                if any(mark in path.value for mark in "*?"):
                    yield self.finding(path, f"{kind.lower()} path shouldn't contain wildcards: {path.value}")

    examples = (
        Bad(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              ingressClassName: alb
              rules:
                - http:
                    paths:
                      - path: /*
                        #     ^^ prefix path shouldn't contain wildcards: /*
                        pathType: Prefix
                        backend: {service: {name: web, port: {number: 80}}}
                      - path: /files/?.css
                        #     ^^^^^^^^^^^^ exact path shouldn't contain wildcards: /files/?.css
                        pathType: Exact
                        backend: {service: {name: files, port: {number: 80}}}
            """,
        ),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              ingressClassName: alb
              rules:
                - http:
                    paths:
                      - path: /api/*
                        pathType: ImplementationSpecific
                        backend: {service: {name: api, port: {number: 80}}}
                      - path: /
                        pathType: Prefix
                        backend: {service: {name: web, port: {number: 80}}}
            """,
        ),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              ingressClassName: nginx
              rules:
                - http:
                    paths:
                      - path: /*
                        pathType: Prefix
                        backend: {service: {name: web, port: {number: 80}}}
            """,
            title="another controller",
        ),
    )
