"""Rule: a namespace has a quota."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._namespaces import lacks
from gitops_lint.rule import Bad, Confidence, Good, Namespace, Occurrence, Repository, Rule, Severity


class NamespaceResourcequotaMissing(Rule[Namespace]):
    """No ResourceQuota bounds what this namespace may take of the cluster.

    One tenant's mistake, a replica count with a zero too many, can then fill every node, and with Karpenter the bill.
    Add a ResourceQuota for `requests.cpu` and `requests.memory`.

    Reported for namespaces into which the repository deploys workloads.  A quota that a controller makes cannot be
    seen here.

    **When to allow it.**  The cluster has one tenant, or its node pools are limited.
    """

    summary = "namespace has no ResourceQuota"
    severity = Severity.INFO
    confidence = Confidence.MEDIUM
    tags = frozenset({"cost", "multi-tenancy", "resources"})
    aliases = ("KSV-0040", "kics:Pod or Container Without ResourceQuota", "kyverno:add-ns-quota")

    def check(self, target: Namespace, repo: Repository) -> Iterator[Occurrence]:
        """The namespace, if workloads but no ResourceQuota go there."""
        if lacks(target, repo, "ResourceQuota"):
            yield self.finding(target, "namespace has no ResourceQuota")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              #     ^^^^ namespace has no ResourceQuota
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """),
        Good("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: all, namespace: shop}
            spec: {hard: {requests.cpu: "10"}}
            """),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: kube-system}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: kube-system}
            spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
            title="a namespace of the system",
        ),
    )
