"""Rule: policyTypes names the directions that have rules."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import facts_about
from gitops_lint.rule import Bad, Good, NetworkPolicy, Occurrence, Repository, Rule, Severity


class NetworkPolicyRuleIgnored(Rule[NetworkPolicy]):
    """Rules of a direction that `policyTypes` leaves out are ignored: that direction stays as open as it was.

    Without `policyTypes` a policy is about ingress, and about egress only if it has at least one egress rule.  So
    `egress: []` alone does not deny egress: `policyTypes: [Ingress, Egress]` must say it.

    **When to allow it.**  Never: what is written has no effect.
    """

    summary = "rules of a direction that the network policy does not cover"
    severity = Severity.WARNING
    tags = frozenset({"network"})

    def check(self, target: NetworkPolicy, repo: Repository) -> Iterator[Occurrence]:
        """The rules that do not count."""
        types = target.sequence("spec", "policyTypes")
        if any(each not in ("Ingress", "Egress") for each in types):
            return  # a misspelt direction is refused, which is another finding
        for fact in facts_about(repo, target, "direction-not-in-policy-types", "egress-empty-without-policy-types"):
            yield self.finding(nearest(target, fact.pointer), fact.message)

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              policyTypes: [Egress]
              ingress:
              #^^^^^^ ingress rules are ignored because policyTypes does not list 'Ingress'
                - from: [{podSelector: {}}]
            """),
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              egress: []
              #^^^^^ egress is not denied: without policyTypes an empty egress list is ignored
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
              egress: []
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress: [{from: [{podSelector: {}}]}]
              egress: [{to: [{podSelector: {}}]}]
            """),
    )
