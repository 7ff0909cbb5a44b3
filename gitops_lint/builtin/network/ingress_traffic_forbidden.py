"""Rule: the policies let through what an Ingress, route or load balancer sends."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import facts_about, others_of
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class IngressTrafficForbidden(Rule[Resource]):
    """An Ingress, a route or a load balancer whose traffic the policies of its backend forbid: users will time out.

    Traffic from outside comes from the pods of a controller in another namespace, from the subnets of a load
    balancer (ALB and NLB with `target-type: ip`), or from nodes.  No rule of any policy that selects the backend's pods
    opens their port to any of these.  Allow the controller's namespace, or the load balancer's subnets as an
    `ipBlock`.

    **When to allow it.**  A policy outside the repository opens the port.
    """

    summary = "network policies forbid what an Ingress, route or load balancer sends"
    severity = Severity.WARNING
    tags = frozenset({"network", "reliability"})
    kinds = (
        "Service",
        "networking.k8s.io/Ingress",
        "gateway.networking.k8s.io/HTTPRoute",
        "gateway.networking.k8s.io/GRPCRoute",
        "gateway.networking.k8s.io/TLSRoute",
        "gateway.networking.k8s.io/TCPRoute",
        "gateway.networking.k8s.io/UDPRoute",
        "route.openshift.io/Route",
    )

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each backend that the traffic does not get to."""
        for fact in facts_about(repo, target, "entry-traffic-forbidden"):
            confidence = None if fact.certain else Confidence.LOW
            related = others_of(fact, "traffic goes here, past this")
            yield self.finding(nearest(target, fact.pointer), fact.message, confidence=confidence, related=related)

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec:
              defaultBackend:
              #^^^^^^^^^^^^^ sends TCP 8080 to pods that no policy opens to it from outside their namespace
                service: {name: web, port: {number: 80}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: inside, namespace: shop}
            spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: inside, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]
                  ports: [{port: 8080}]
            """),
    )
