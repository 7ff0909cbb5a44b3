"""Rule: a network policy selects pods."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class NetworkPolicySelectsNothing(Rule[Resource]):
    """A network policy whose selector matches no pod protects nobody.

    Selectors match the labels of *pods*: those of `spec.template.metadata`, not those of the Deployment or of the
    Service.  The usual causes are a renamed label, a common label that a kustomization adds to one of the two, and a
    policy that was written for another namespace.  Policies for namespaces in which the repository has no workload are
    not judged; a label key that no pod of the repository has may belong to pods that an operator makes, and so may any
    beside custom resources, so that is reported only with the option `uncertain`.  Policies never apply to pods with
    `hostNetwork`.

    **When to allow it.**  The pods are made by something outside the repository.
    """

    summary = "network policy that selects no pod"
    severity = Severity.WARNING
    tags = frozenset({"network"})
    kinds = POLICY_KINDS

    class Options:
        """Options of the rule."""

        uncertain: bool = False  #: also report, as info, what may well be made outside the repository

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The selector that matches nothing."""
        for fact in facts_about(repo, target, "policy-selects-nothing", "policy-selects-host-network"):
            at = nearest(target, fact.pointer)
            if fact.certain:
                yield self.finding(at, fact.message)
            elif self.options.uncertain:
                yield self.finding(at, fact.message, severity=Severity.INFO, confidence=Confidence.LOW)

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop, labels: {app: web-frontend}}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector:
              #^^^^^^^^^^ policy selects no pod of its namespace
                matchLabels: {app: web-frontend}
            """,
            title="the label of the Deployment, not of its pods",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: carts, namespace: shop, labels: {app: carts}}
            spec: {containers: [{name: carts, image: "registry.example/carts:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: carts, namespace: shop}
            spec:
              podSelector:
              #^^^^^^^^^^ policy selects no pod of its namespace, did you mean 'app=carts'?
                matchLabels: {app: cart}
            """,
            title="a slip",
        ),
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: agent, namespace: shop, labels: {app: agent}}
            spec: {hostNetwork: true, containers: [{name: agent, image: "registry.example/agent:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: agent, namespace: shop}
            spec:
              podSelector:
              #^^^^^^^^^^ policy selects only hostNetwork pods, which policies do not apply to
                matchLabels: {app: agent}
            """),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec: {podSelector: {matchLabels: {app: web}}}
            """,
        ),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: database, namespace: databases}
            spec: {podSelector: {matchLabels: {cluster-name: orders}}}
            """,
            title="the repository has no workload in that namespace",
        ),
        Good(
            files={
                "web/kustomization.yaml": "namespace: shop\nresources: [pod.yaml]\n",
                "web/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web, labels: {app: web}}
                    spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
                    """,
                "policies/kustomization.yaml": "namespace: shop\nresources: [policy.yaml, pod.yaml]\n",
                "policies/pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: other, labels: {app: other}}
                    spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
                    """,
                "policies/policy.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: NetworkPolicy
                    metadata: {name: web}
                    spec: {podSelector: {matchLabels: {app: web}}}
                    """,
            },
            title="another kustomization puts the pods into the namespace",
        ),
    )
