"""Rule: a network policy selects every workload."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.network.lookup import facts_about
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class PodWithoutNetworkPolicy(Rule[Workload]):
    """Pods that no policy selects can be reached from everywhere, beside neighbours that are protected.

    Reported where policies isolate other pods of the same namespace in that direction, so that this workload was
    most likely forgotten; a namespace without any policy is one finding of `namespace-without-network-policy`.  The
    policies of Calico, Cilium and the admin tiers count; pods with `hostNetwork` are left out, for no policy applies to
    them.

    **When to allow it.**  The workload is meant for everybody.
    """

    summary = "workload that no network policy selects"
    severity = Severity.WARNING
    tags = frozenset({"network", "security"})
    aliases = (
        "kube-linter:non-isolated-pod",
        "kube-score:pod-networkpolicy",
        "polaris:missingNetworkPolicy",
        "CKV2_K8S_6",
        "kics:Pod Misconfigured Network Policy",
        "kubescape:C-0030",
        "kubescape:C-0260",
        "kyverno:require-netpol",
    )
    security_severity = 5.0

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The workload, once for both directions."""
        facts = facts_about(repo, target.resource, "workload-not-isolated")
        missing = sorted({fact.direction for fact in facts}, reverse=True)
        if missing:
            at = target.at("metadata", "name") or target
            yield self.finding(at, f"no network policy selects its pods for {' and '.join(missing)}")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: db
              #     ^^ no network policy selects its pods for ingress
              namespace: shop
              labels: {app: db}
            spec: {containers: [{name: db, image: "registry.example/db:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8080}]}]}
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: agent, namespace: shop}
            spec: {hostNetwork: true, containers: [{name: agent, image: "registry.example/agent:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: other, namespace: without-policies}
            spec: {containers: [{name: other, image: "registry.example/other:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8080}]}]}
            """),
    )
