"""Rule: an allowing network policy says which pods it opens."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, NetworkPolicy, Occurrence, Rule, Severity


class NetworkPolicyEmptyPodSelector(Rule[NetworkPolicy]):
    """A policy with `podSelector: {}` and ingress rules opens every pod of its namespace, also those to come.

    An empty selector is right for a default deny, and for what every pod needs, such as egress to DNS.  For ingress,
    select the pods that are meant.

    **When to allow it.**  Every pod of the namespace is to be reached alike, such as by a metrics collector.
    """

    summary = "network policy opens every pod of its namespace"
    severity = Severity.INFO
    tags = frozenset({"network", "security"})
    aliases = ("kyverno:restrict-networkpolicy-empty-podselector",)

    def check(self, target: NetworkPolicy) -> Iterator[Occurrence]:
        """The empty selector, where rules open something from another namespace or from outside."""
        selector = target.mapping("spec", "podSelector")
        if selector.get("matchLabels") or selector.get("matchExpressions"):
            return
        if any(_opens(rule) for rule in target.sequence("spec", "ingress")):
            at = target.at("spec", "podSelector") or target.at("metadata", "name") or target
            yield self.finding(at, "empty podSelector: the ingress rules open every pod of the namespace")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              #^^^^^^^^^^ empty podSelector: the ingress rules open every pod of the namespace
              ingress: [{ports: [{port: 8080}]}]
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: shop}
            spec: {podSelector: {}, policyTypes: [Ingress]}
            """),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: inside, namespace: shop}
            spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}
            """,
            title="only for pods of the same namespace",
        ),
    )


def _opens(rule: object) -> bool:
    """Whether a rule lets in anybody but pods of the namespace."""
    if not isinstance(rule, dict):
        return False
    peers = rule.get("from")
    if not isinstance(peers, list) or not peers:
        return True
    return any(isinstance(peer, dict) and ("namespaceSelector" in peer or "ipBlock" in peer) for peer in peers)
