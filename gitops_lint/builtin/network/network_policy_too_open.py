"""Rule: a network policy names who may connect."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

CODES = ("rule-allows-everything", "rule-allows-any-peer", "peer-every-pod", "block-every-address")


class NetworkPolicyTooOpen(Rule[Resource]):
    """A rule that lets in everybody restricts little more than no policy at all.

    A rule without peers, `namespaceSelector: {}` alone and `0.0.0.0/0` without `except` all open to more than one
    application.  Say which pods of which namespaces, or which addresses, are meant.  Egress to everywhere is common
    and is asked about only with the option `egress`.

    **When to allow it.**  The workload is meant for everybody, such as an ingress controller.
    """

    summary = "network policy rule that lets in everybody"
    severity = Severity.INFO
    tags = frozenset({"network", "security"})
    aliases = ("KSV-0038",)
    kinds = POLICY_KINDS
    security_severity = 4.0

    class Options:
        """Options of the rule."""

        egress: bool = False  #: also ask about rules for egress

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each wide rule or peer."""
        for fact in facts_about(repo, target, *CODES):
            if fact.pointer[-1] not in ("from", "to") and (fact.direction == "ingress" or self.options.egress):
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
                    - namespaceSelector: {}
                    # ^^^^^^^^^^^^^^^^^ ingress rule #1 allows connections from every pod of every namespace
                    - ipBlock: {cidr: 0.0.0.0/0}
                    # ^^^^^^^ ingress rule #1 allows connections from every address: '0.0.0.0/0' has no except
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]}]
              egress: [{}]
            """),
    )
