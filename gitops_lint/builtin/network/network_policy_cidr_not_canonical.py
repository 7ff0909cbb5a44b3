"""Rule: address blocks are written as they count."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class NetworkPolicyCidrNotCanonical(Rule[Resource]):
    """An address with bits beyond its prefix length opens the whole block, not the one address.

    `192.168.1.5/24` is `192.168.1.0/24`.  If one address is meant, the prefix length is 32 (128 for IPv6).  Newer API
    servers warn about it.

    **When to allow it.**  Never: write what counts.
    """

    summary = "address block with bits beyond its prefix length"
    severity = Severity.WARNING
    tags = frozenset({"network"})
    kinds = POLICY_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each such block."""
        for fact in facts_about(repo, target, "cidr-not-canonical"):
            yield self.finding(nearest(target, fact.pointer), fact.message)

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - from:
                    - ipBlock:
                        cidr: 192.168.1.5/24
                        #     ^^^^^^^^^^^^^^ address bits are set beyond the prefix length, '192.168.1.0/24' is what counts
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress: [{from: [{ipBlock: {cidr: 192.168.1.5/32}}, {ipBlock: {cidr: 192.168.1.0/24}}]}]
            """),
    )
