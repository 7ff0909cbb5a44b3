"""Rule: pods that are denied egress by default may ask DNS."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about, others_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class EgressWithoutDns(Rule[Resource]):
    """A pod that is denied egress and may not ask DNS cannot find any Service: every connection by name fails.

    Allow UDP *and* TCP 53 to the cluster's DNS (on EKS the pods of `kube-system` with `k8s-app: kube-dns`; with
    NodeLocal DNSCache also its address).  A port item without `protocol` is TCP alone.  Where only TCP is missing, it
    is an info: answers that do not fit into one packet fail.  So it is where the repository neither declares the
    namespace nor holds a policy for all pods of it: the platform's may allow DNS.

    **When to allow it.**  The workload connects to addresses only, or to nobody.
    """

    summary = "egress is denied and DNS is not allowed"
    severity = Severity.WARNING
    tags = frozenset({"network", "reliability"})
    kinds = POLICY_KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The policy that isolates such pods and has egress rules, or denies all egress."""
        for fact in facts_about(repo, target, "egress-without-dns", "egress-without-dns-tcp"):
            denies_all = not target.sequence("spec", "egress")
            mild = denies_all or fact.code == "egress-without-dns-tcp" or not fact.certain
            severity = Severity.INFO if mild else None
            yield self.finding(
                nearest(target, fact.pointer),
                fact.message,
                severity=severity,
                related=others_of(fact, "isolated by this policy"),
            )

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              policyTypes: [Egress]
              egress:
              #^^^^^ its pods may not ask DNS: egress allows no TCP 53 and no UDP 53
                - to: [{podSelector: {matchLabels: {app: db}}}]
            """),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              egress:
              #^^^^^ its pods may not ask DNS: egress allows no UDP 53
                - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
                  ports: [{port: 53}]
            """,
            title="a port without protocol is TCP",
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              policyTypes: [Egress]
              egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: dns, namespace: shop}
            spec:
              podSelector: {}
              policyTypes: [Egress]
              egress:
                - to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
                  ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
            """),
    )
