"""Rule: Ingress is not one that the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class IngressInvalid(JudgedRule):
    """An Ingress has rules or a default backend; a host is a DNS name; a path of type `Exact` or `Prefix` starts with `/`; a
    backend is either a Service with a port by name or number, or a resource.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "Ingress is not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "network", "schema", "sync"})

    examples = (
        Bad(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              rules:
                - host: shop.example
                  http:
                    paths:
                      - path: api
            #                 ^^^ spec.rules[0].http.paths[0].path: Invalid value 'api': must be an absolute path
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
              rules:
                - host: "*.shop.example"
                  http:
                    paths:
                      - {path: "/*", pathType: ImplementationSpecific, backend: {service: {name: web, port: {name: http}}}}
            """,
        ),
    )
