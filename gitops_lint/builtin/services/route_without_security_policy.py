"""Rule: routes of Envoy Gateway ask who comes."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class RouteWithoutSecurityPolicy(Rule[Resource]):
    """An HTTPRoute in a cluster with Envoy Gateway whose namespace has no SecurityPolicy lets in everybody unasked.

    A SecurityPolicy of the namespace attaches authentication, authorisation or CORS to the route or to its Gateway.
    Asked only where the repository uses SecurityPolicies at all.

    **When to allow it.**  The application asks for a login itself.
    """

    summary = "HTTPRoute in a namespace without SecurityPolicy"
    severity = Severity.INFO
    confidence = Confidence.LOW
    tags = frozenset({"network", "security", "services"})
    kinds = ("gateway.networking.k8s.io/HTTPRoute",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The route."""
        from gitops_lint.network.repository import beside

        policies = beside(repo, target, "gateway.envoyproxy.io", "SecurityPolicy")
        parents = {parent.text("namespace") or target.namespace for parent in target.items("spec", "parentRefs")}
        if policies and not any(policy.namespace in {target.namespace, *parents} for policy in policies):
            yield self.finding(target.at("metadata", "name") or target, "no SecurityPolicy in the route's namespace")

    examples = (
        Bad("""
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: web
              #     ^^^ no SecurityPolicy in the route's namespace
              namespace: shop
            spec: {parentRefs: [{name: public, namespace: gateways}]}
            ---
            apiVersion: gateway.envoyproxy.io/v1alpha1
            kind: SecurityPolicy
            metadata: {name: login, namespace: tools}
            spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: console}]}
            """),
        Good("""
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: web, namespace: shop}
            spec: {parentRefs: [{name: public, namespace: gateways}]}
            ---
            apiVersion: gateway.envoyproxy.io/v1alpha1
            kind: SecurityPolicy
            metadata: {name: login, namespace: gateways}
            spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: public}]}
            """),
    )
