"""Rule: pods with a role by Pod Identity may reach its agent."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about, others_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class EgressWithoutPodIdentityAgent(Rule[Resource]):
    """A pod with an EKS Pod Identity association gets its credentials from the agent on its node.

    The agent listens on `169.254.170.23`, TCP 80 (`fd00:ec2::23` on IPv6 clusters), which egress policies cover like any
    other address: allow `169.254.170.23/32` on port 80.

    **When to allow it.**  The CNI lets link-local traffic to the node pass.
    """

    summary = "egress is denied to the Pod Identity agent, which the pod's role needs"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "network"})
    kinds = POLICY_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The policy that isolates such pods."""
        for fact in facts_about(repo, target, "egress-without-pod-identity-agent"):
            yield self.finding(
                nearest(target, fact.pointer), fact.message, related=others_of(fact, "isolated by this policy")
            )

    examples = (
        Bad("""
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: web, namespace: shop}
            spec: {clusterName: prod, namespace: shop, serviceAccount: web, roleARN: "arn:aws:iam::111122223333:role/web"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {serviceAccountName: web, containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              policyTypes: [Egress]
              egress:
              #^^^^^ its pods may not reach the Pod Identity agent: egress allows no TCP 80 to 169.254.170.23
                - to: [{ipBlock: {cidr: 10.0.0.0/8}}]
            """),
        Good("""
            apiVersion: eks.services.k8s.aws/v1alpha1
            kind: PodIdentityAssociation
            metadata: {name: web, namespace: shop}
            spec: {clusterName: prod, namespace: shop, serviceAccount: web, roleARN: "arn:aws:iam::111122223333:role/web"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {serviceAccountName: web, containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              policyTypes: [Egress]
              egress:
                - to: [{ipBlock: {cidr: 169.254.170.23/32}}]
                  ports: [{port: 80}]
            """),
    )
