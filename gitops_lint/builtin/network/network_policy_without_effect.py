"""Rule: a network policy allows something that no other one allows."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.network.lookup import POLICY_KINDS, facts_about, others_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class NetworkPolicyWithoutEffect(Rule[Resource]):
    """A network policy that allows only what another one of its namespace allows anyway changes nothing.

    Policies add up: there is no order and no deny.  A narrow policy beside a wide one does not narrow it, although
    that is mostly what its author meant.  Policies are compared as written, so one that is needless today for want of
    pods is not reported.

    **When to allow it.**  The wide policy is meant to go.
    """

    summary = "network policy that changes nothing beside another one"
    severity = Severity.WARNING
    tags = frozenset({"network"})
    kinds = POLICY_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The policy that is needless."""
        for fact in facts_about(repo, target, "policy-without-effect"):
            yield self.finding(target, fact.message, related=others_of(fact, "allows all of it"))

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: allow-all
              namespace: shop
            spec:
              podSelector: {}
              ingress: [{}]
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: only-web
              #     ^^^^^^^^ policy allows nothing that another one of its namespace does not allow
              namespace: shop
            spec:
              podSelector: {}
              ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
            """),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny-all, namespace: shop}
            spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: only-web, namespace: shop}
            spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}
            """,
            title="a default deny has its effect",
        ),
    )
