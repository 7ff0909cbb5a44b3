"""Rule: an empty list of peers is not written."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import facts_about
from gitops_lint.rule import Bad, Good, NetworkPolicy, Occurrence, Repository, Rule, Severity


class NetworkPolicyEmptyPeerList(Rule[NetworkPolicy]):
    """`from: []` and `to: []` mean everybody, not nobody.

    An empty list of peers is the same as none at all: the rule matches every pod of every namespace and every address
    outside the cluster.  To allow nobody, leave the rule out; to allow everybody, leave the key out, which nobody will
    misread.

    **When to allow it.**  A generator writes it, and everybody is meant.
    """

    summary = "empty list of peers opens to everybody"
    severity = Severity.WARNING
    tags = frozenset({"network", "security"})
    security_severity = 5.3

    def check(self, target: NetworkPolicy, repo: Repository) -> Iterator[Occurrence]:
        """Each empty list."""
        for fact in facts_about(repo, target, "rule-allows-any-peer", "rule-allows-everything"):
            if fact.pointer[-1] in ("from", "to"):
                yield self.finding(nearest(target, fact.pointer), fact.message)

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - from: []
                # ^^^^ ingress rule #1 has 'from: []', which means from anywhere, outside the cluster included
                  ports: [{port: 8080}]
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - ports: [{port: 8080}]
            """),
    )
