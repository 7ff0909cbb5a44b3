"""Rule: backends ask for ports that their Services have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from gitops_lint.builtin.services._ingress import is_alb
from gitops_lint.builtin.sync._mistakes import node_at
from gitops_lint.references.plain import at, mappings
from gitops_lint.references.repository import references, resolve
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity

_ACTION: Final = "use-annotation"
"""Of the AWS Load Balancer Controller: the name is that of an annotation, not of a Service."""


class BackendPortUnknown(Rule[Resource]):
    """An Ingress, a route or a VirtualService sends requests to a port that its Service does not have: visitors get an
    error, mostly 503.  What counts is the `port` of the Service or its name, not the `targetPort`, on which the
    container listens.

    ingress-nginx also takes the target port, so that this is not said of an Ingress whose controller it may be.
    Services of type `ExternalName` are not judged.

    **When to allow it.**  Something in the cluster adds the port to the Service.
    """

    summary = "backend asks for a port that its Service does not have"
    severity = Severity.WARNING
    tags = frozenset({"references", "reliability"})
    aliases = ("kube-score:ingress-targets-service",)
    kinds = (
        "networking.k8s.io/Ingress",
        *(f"gateway.networking.k8s.io/{kind}Route" for kind in ("HTTP", "GRPC", "TCP", "TLS", "UDP")),
        "networking.istio.io/VirtualService",
        "elbv2.k8s.aws/TargetGroupBinding",
        "projectcontour.io/HTTPProxy",
        "traefik.io/IngressRoute",
        "traefik.io/IngressRouteTCP",
    )

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each port that no Service of that name has."""
        deployable = target.deployable
        if deployable is None or deployable.speculative or deployable.not_checked:
            return
        for reference in repo.once(references, target):
            if reference.kind == "Service" and reference.port not in ("", _ACTION):
                found = resolve(repo, target, reference)
                services = [entry.value for entry in found.objects]
                problem = _problem(reference, services) if services and not found.provided else ""
                if problem and not (_is_target(services, reference.port) and _may_be_nginx(target)):
                    yield self.finding(_port_node(target, reference), problem)

    examples = (
        Bad(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              ingressClassName: alb
              rules:
                - host: shop.example
                  http:
                    paths:
                      - path: /
                        pathType: Prefix
                        backend:
                          service:
                            name: web
                            port:
                              number: 8080
                              #       ^^^^ Service 'web' has no port 8080, which is the target port of its port 80
                      - path: /admin
                        pathType: Prefix
                        backend:
                          service:
                            name: web
                            port:
                              name: admin
                              #     ^^^^^ Service 'web' has no port 'admin', only 80 'http'
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: 8080}]
            """,
        ),
        Bad(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: web, namespace: shop}
            spec:
              parentRefs: [{name: public}]
              rules:
                - backendRefs:
                    - name: web
                      port: 9090
                      #     ^^^^ Service 'web' has no port 9090, only 80
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports: [{port: 80}]
            """,
            title="a route of the Gateway API",
        ),
        Bad(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web, namespace: shop}
            spec:
              hosts: [web]
              http:
                - route:
                    - destination:
                        host: web
                        port:
                          number: 9090
                          #       ^^^^ Service 'web' has no port 9090, only 80, 81
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports: [{port: 80}, {port: 81}]
            """,
            title="Istio",
        ),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              defaultBackend: {service: {name: web, port: {number: 8080}}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: 8080}]
            """,
            title="the target port, and perhaps ingress-nginx",
        ),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              namespace: shop
              annotations:
                alb.ingress.kubernetes.io/actions.web: >-
                  {"type": "redirect", "redirectConfig": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
            spec:
              ingressClassName: alb
              defaultBackend: {service: {name: web, port: {name: use-annotation}}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """,
            title="an action of the AWS Load Balancer Controller",
        ),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: legacy, namespace: shop}
            spec:
              ingressClassName: nginx
              defaultBackend: {service: {name: legacy, port: {number: 443}}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: legacy, namespace: shop}
            spec: {type: ExternalName, externalName: legacy.example}
            """,
            title="a name outside of the cluster",
        ),
    )


def _problem(reference: Reference, services: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with the port, if no Service of that name has it."""
    known = [port for service in services for _, port in mappings(at(service, "spec", "ports"))]
    outside = any(at(service, "spec", "type") == "ExternalName" for service in services)
    wanted = reference.port
    if not known or outside or any(wanted in (port.get("port"), port.get("name")) for port in known):
        return ""
    owner = f"Service '{reference.name}' has no port {_shown(wanted)}"
    behind = next((port.get("port") for port in known if port.get("targetPort") == wanted), None)
    if behind is not None:
        return f"{owner}, which is the target port of its port {behind}"
    listed = dict.fromkeys(" ".join(map(_shown, _names(port))) for port in known)
    return f"{owner}, only {', '.join(listed)}"


def _names(port: Mapping[str, Any]) -> Iterator[object]:
    yield port.get("port")
    if port.get("name"):
        yield port.get("name")


def _shown(port: object) -> str:
    return f"'{port}'" if isinstance(port, str) else str(port)


def _is_target(services: Sequence[Mapping[str, Any]], wanted: str | int) -> bool:
    ports = (port for service in services for _, port in mappings(at(service, "spec", "ports")))
    return any(port.get("targetPort") == wanted for port in ports)


def _may_be_nginx(target: Resource) -> bool:
    """Whether the controller may be ingress-nginx, which compares with target ports as well."""
    return target.kind == "Ingress" and not is_alb(target)


def _port_node(target: Resource, reference: Reference) -> Node:
    """The number or name of the port, beside the name of the Service."""
    backend = reference.pointer.rpartition("/")[0]
    port = node_at(target, f"{backend}/port")
    return port.at("name") or port.at("number") or port
