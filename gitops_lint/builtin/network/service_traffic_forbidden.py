"""Rule: somebody may reach the pods of a Service."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import facts_about, others_of
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Rule, Service, Severity


class ServiceTrafficForbidden(Rule[Service]):
    """A Service whose pods no policy lets anybody reach on that port: every client will time out.

    All pods behind the port are isolated for ingress, and no rule of any policy that selects them opens the port they
    listen on, for whatever peer.  The usual causes are a default deny without an allow, and a rule that says the
    Service's `port` instead of the pods' `targetPort`.

    **When to allow it.**  A policy outside the repository opens the port.
    """

    summary = "no network policy lets anybody reach the Service's pods"
    severity = Severity.WARNING
    tags = frozenset({"network", "reliability"})

    def check(self, target: Service, repo: Repository) -> Iterator[Occurrence]:
        """Each port that nobody reaches."""
        for fact in facts_about(repo, target, "service-traffic-forbidden"):
            confidence = None if fact.certain else Confidence.LOW
            at = nearest(target, (*fact.pointer, "port"))
            related = others_of(fact, "the pods behind it")
            yield self.finding(at, fact.message, confidence=confidence, related=related)

    examples = (
        Bad("""
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports:
                - port: 80
                  #     ^^ nobody may reach TCP 80: no policy allows TCP 8080
                  targetPort: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress: [{ports: [{port: 80}]}]
            """),
        Good("""
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
            metadata: {name: deny, namespace: shop}
            spec: {podSelector: {}, policyTypes: [Ingress]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8080}]}]}
            """),
    )
