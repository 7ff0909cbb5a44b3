"""Rule: two selectors that are meant together are one item."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import facts_about
from gitops_lint.rule import Bad, Confidence, Good, NetworkPolicy, Occurrence, Repository, Rule, Severity


class NetworkPolicyPeersOr(Rule[NetworkPolicy]):
    """A `namespaceSelector` and a `podSelector` as two items let in *either*: one dash too many.

    Two keys in one item are AND, two items are OR.  Every pod of those namespaces is let in, and so are the pods of the
    policy's own namespace that the other item selects.

    **When to allow it.**  Either is what is meant; put the items in another order, with others between, or say so.
    """

    summary = "namespaceSelector and podSelector are two items, so either matches"
    severity = Severity.INFO
    confidence = Confidence.LOW
    tags = frozenset({"network", "security"})

    def check(self, target: NetworkPolicy, repo: Repository) -> Iterator[Occurrence]:
        """The second of two neighbouring items."""
        for fact in facts_about(repo, target, "peer-and-or"):
            yield self.finding(nearest(target, fact.pointer), fact.message)

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - from:
                    - namespaceSelector: {matchLabels: {team: web}}
                    - podSelector: {matchLabels: {app: web}}
                    # ^^^^^^^^^^^ ingress rule #1 matches every pod of the namespaces, or the pods: two items are OR
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {}
              ingress:
                - from:
                    - namespaceSelector: {matchLabels: {team: web}}
                      podSelector: {matchLabels: {app: web}}
            """),
    )
