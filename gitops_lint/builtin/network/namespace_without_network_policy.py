"""Rule: every namespace denies by default."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.network.lookup import WORKLOAD_KINDS, facts_about
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class NamespaceWithoutNetworkPolicy(Rule[Resource]):
    """In a namespace without a default deny every pod that no other policy selects can be reached from everywhere.

    A default deny is a NetworkPolicy with `podSelector: {}` and no rules for the direction; a cluster-wide policy that
    denies the rest counts too, and so do Calico's and Cilium's.  The namespaces that Kubernetes makes itself are left
    out.  The finding is at the Namespace, or at a workload where the Namespace is not in the repository.  A cluster
    without any policy is one remark for all of its namespaces.

    **When to allow it.**  The policies are made by something outside the repository, such as an operator for tenants.
    """

    summary = "namespace without a default-deny network policy"
    severity = Severity.WARNING
    tags = frozenset({"network", "security"})
    aliases = (
        "kubescape:C-0049",
        "kubescape:C-0054",
        "kubescape:C-0206",
        "kyverno:add-network-policy",
    )
    kinds = ("Namespace", *WORKLOAD_KINDS)
    security_severity = 5.0

    class Options:
        """Options of the rule."""

        egress: bool = True  #: also ask for a default deny of egress

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The namespace, once for both directions."""
        at = target.at("metadata", "name") or target
        for fact in facts_about(repo, target, "cluster-without-policies"):
            confidence = None if fact.certain else Confidence.LOW  # what could not be rendered may hold policies
            yield self.finding(at, fact.message, severity=Severity.INFO, confidence=confidence)
        facts = list(facts_about(repo, target, "namespace-without-default-deny"))
        missing = sorted({fact.direction for fact in facts}, reverse=True)
        if not self.options.egress:
            missing = [direction for direction in missing if direction != "egress"]
        if not missing:
            return
        directions = " and ".join(reversed(missing)) if len(missing) == 1 else "ingress and egress"
        if facts[0].details:
            yield self.finding(target, f"namespace has no default deny for {directions}")
        else:
            at = target.at("metadata", "namespace") or at
            message = f"the namespace it runs in has no default deny for {directions}"
            yield self.finding(at, message, confidence=Confidence.MEDIUM)

    examples = (
        Bad("""
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              #     ^^^^ namespace has no default deny for ingress and egress
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: db
              namespace: data
              #          ^^^^ the namespace it runs in has no default deny for egress
            spec: {containers: [{name: db, image: "registry.example/db:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: data}
            spec: {podSelector: {}, policyTypes: [Ingress]}
            """),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              #     ^^^ no network policy at all: 2 namespaces with workloads are open to each other
              namespace: front
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            """,
            title="no policy at all is one remark",
        ),
        Good("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: shop}
            spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
            """),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: kube-system}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: deny, namespace: shop}
            spec: {endpointSelector: {}, ingress: [{}], egress: [{}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            """,
            title="another engine's policy denies; system namespaces are left out",
        ),
    )
