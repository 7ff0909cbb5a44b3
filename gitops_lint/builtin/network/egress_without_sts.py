"""Rule: pods with a role by IRSA may reach STS."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about, others_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class EgressWithoutSts(Rule[Resource]):
    """A pod whose ServiceAccount has a role gets its credentials from AWS STS, over HTTPS.

    IRSA exchanges the pod's token at `sts.<region>.amazonaws.com`: without egress to TCP 443 of some address outside the
    cluster (the public endpoint, or the VPC endpoint) `AssumeRoleWithWebIdentity` times out and the application has no
    rights in AWS.  Any address block with that port counts, because files do not say where the endpoint is; so do
    policies with domain names.

    **When to allow it.**  The workload has a proxy inside the cluster for that.
    """

    summary = "egress is denied to STS, which the pod's role needs"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "network"})
    kinds = POLICY_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The policy that isolates such pods."""
        for fact in facts_about(repo, target, "egress-without-sts"):
            yield self.finding(
                nearest(target, fact.pointer), fact.message, related=others_of(fact, "isolated by this policy")
            )

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: web
              namespace: shop
              annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/web"}
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
              #^^^^^ its pods may not reach STS for the role of their ServiceAccount: egress allows no TCP 443 to any address
                - to: [{namespaceSelector: {}}]
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: web
              namespace: shop
              annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/web"}
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
                - to: [{ipBlock: {cidr: 10.0.0.0/16}}]
                  ports: [{port: 443}]
            """),
    )
