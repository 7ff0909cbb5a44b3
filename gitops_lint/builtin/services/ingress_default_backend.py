"""Rule: no Ingress takes what is left."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.services._ingress import INGRESS, is_alb
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class IngressDefaultBackend(Rule[Resource]):
    """`spec.defaultBackend` takes every request that no rule of the controller takes, for whatever host.

    Of several in one controller, one wins, and nobody says which.  Name hosts in `rules`.  A load balancer of its own
    (ALB) is not reported.

    **When to allow it.**  It is the one page for what nobody serves.
    """

    summary = "Ingress takes every request that nobody else takes"
    severity = Severity.INFO
    tags = frozenset({"network", "services"})
    aliases = ("kyverno:restrict-ingress-defaultbackend",)
    kinds = INGRESS

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The default backend."""
        backend = target.at("spec", "defaultBackend") or target.at("spec", "backend")
        if backend is not None and backend.value and not is_alb(target):
            yield self.finding(backend, "defaultBackend takes every request that no rule takes")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              defaultBackend:
              #^^^^^^^^^^^^^ defaultBackend takes every request that no rule takes
                service: {name: web, port: {number: 80}}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec: {rules: [{host: shop.example.com}]}
            """),
    )
