"""Rule: the peers of a network policy exist."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class NetworkPolicyPeerMatchesNothing(Rule[Resource]):
    """A peer that matches no pod opens nothing: whoever should have been let in stays out.

    A `podSelector` without a `namespaceSelector` means pods of the *policy's* namespace, and
    `kubernetes.io/metadata.name` is the label that says a namespace's name.  Labels that a kustomization adds to
    selectors (`commonLabels`, `includeSelectors`) are put into the peers too, and replace what stood there.

    Only peers in namespaces whose workloads the repository holds are judged.  Where the pods or the namespace may well
    come from elsewhere it is reported only with the option `uncertain`: so it is beside custom resources of which an
    operator makes pods, and in the repository of one service, which neither declares the namespace nor deploys to it,
    unless pods of another namespace are what the peer selects.

    **When to allow it.**  The pods or the namespace are made by something outside the repository.
    """

    summary = "peer of a network policy that matches nothing"
    severity = Severity.WARNING
    tags = frozenset({"network"})
    kinds = POLICY_KINDS

    class Options:
        """Options of the rule."""

        uncertain: bool = False  #: also report, as info, what may well be made outside the repository

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each peer that matches nothing."""
        for fact in facts_about(repo, target, "peer-matches-nothing", "namespace-selector-matches-nothing"):
            at = nearest(target, fact.pointer)
            if fact.certain:
                yield self.finding(at, fact.message)
            elif self.options.uncertain:
                yield self.finding(at, fact.message, severity=Severity.INFO, confidence=Confidence.LOW)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: db, namespace: shop, labels: {app: db}}
            spec: {containers: [{name: db, image: "registry.example/db:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: front, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: db}}
              ingress:
                - from:
                    - podSelector:
                      #^^^^^^^^^^ ingress rule #1 has a peer 'app=web' that matches no pod of the policy's own namespace
                        matchLabels: {app: web}
            """,
            title="the pods are in another namespace",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: db, namespace: shop, labels: {app: db}}
            spec: {containers: [{name: db, image: "registry.example/db:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: orders, namespace: shop, labels: {app: orders}}
            spec: {containers: [{name: orders, image: "registry.example/orders:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: db}}
              ingress:
                - from:
                    - podSelector:
                      #^^^^^^^^^^ ingress rule #1 has a peer 'app=order' that matches no pod of the policy's own namespace, did you mean 'app=orders'?
                        matchLabels: {app: order}
            """,
            title="a slip",
        ),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: db, namespace: shop, labels: {app: db}}
            spec: {containers: [{name: db, image: "registry.example/db:1.0.0"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: front, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: db}}
              ingress:
                - from:
                    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}
                      podSelector: {matchLabels: {app: web}}
                    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
            """),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: grafana, namespace: shop, labels: {app: grafana}}
            spec: {containers: [{name: grafana, image: "registry.example/grafana:1.0.0"}]}
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: Prometheus
            metadata: {name: main, namespace: shop}
            spec: {podMetadata: {labels: {app: metrics}}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: grafana, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: grafana}}
              ingress: [{from: [{podSelector: {matchLabels: {app: metrics}}}]}]
            """,
            title="an operator makes the pods",
        ),
    )
