"""Rule: admin policies have priorities of their own."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about, others_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class AdminNetworkPolicyPriorityShared(Rule[Resource]):
    """Of two admin policies of one tier with the same priority nobody says which one is asked first.

    The API calls the outcome undefined: engines order them as they like, and may change their mind.

    **When to allow it.**  The two are about different pods and stay so.
    """

    summary = "admin network policies that share a priority"
    severity = Severity.WARNING
    tags = frozenset({"network", "security"})
    kinds = POLICY_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The later policy by name."""
        for fact in facts_about(repo, target, "priority-shared"):
            yield self.finding(nearest(target, fact.pointer), fact.message, related=others_of(fact, "has it too"))

    examples = (
        Bad("""
            apiVersion: policy.networking.k8s.io/v1alpha1
            kind: AdminNetworkPolicy
            metadata: {name: one}
            spec: {priority: 10, subject: {namespaces: {}}}
            ---
            apiVersion: policy.networking.k8s.io/v1alpha1
            kind: AdminNetworkPolicy
            metadata: {name: two}
            spec:
              priority: 10
              #         ^^ priority 10 is that of another one too: their order is undefined
              subject: {namespaces: {}}
            """),
        Good("""
            apiVersion: policy.networking.k8s.io/v1alpha1
            kind: AdminNetworkPolicy
            metadata: {name: one}
            spec: {priority: 10, subject: {namespaces: {}}}
            ---
            apiVersion: policy.networking.k8s.io/v1alpha1
            kind: AdminNetworkPolicy
            metadata: {name: two}
            spec: {priority: 11, subject: {namespaces: {}}}
            """),
    )
