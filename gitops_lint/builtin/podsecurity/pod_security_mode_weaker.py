"""Rule: warn and audit are not weaker than enforce."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.podsecurity._managed import KINDS, namespace_labels
from gitops_lint.podsecurity.labels import PREFIX, laxer_modes, policy_of
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class PodSecurityModeWeaker(Rule[Resource]):
    """The Namespace warns of, or audits, less than it enforces.

    What enforce refuses is refused already, so that the weaker mode never says anything, and nobody is warned when a
    Deployment is applied whose pods will be refused.  The other way round is how a stricter level is introduced.

    **When to allow it.**  Never; leave the weaker label out.
    """

    summary = "warn or audit is weaker than enforce"
    severity = Severity.WARNING
    tags = frozenset({"pod-security", "security"})
    kinds = KINDS

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each weaker mode."""
        labels = namespace_labels(target)
        if labels is None:
            return
        policy, _ = policy_of(labels.value)
        for mode in laxer_modes(labels.value):
            related = labels.at(PREFIX + "enforce")
            yield self.finding(
                labels.at(PREFIX + mode) or labels,
                f"'{mode}' asks for less than 'enforce', which is '{policy.enforce.level}'",
                related=[(related, "enforced here")] if related else (),
            )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: restricted
                pod-security.kubernetes.io/warn: baseline
                #                                ^^^^^^^^ 'warn' asks for less than 'enforce', which is 'restricted'
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
                pod-security.kubernetes.io/audit: privileged
                #                                 ^^^^^^^^^^ 'audit' asks for less than 'enforce', which is 'baseline'
                pod-security.kubernetes.io/warn: restricted
            """,
            title="audit says nothing",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
            spec:
              project: default
              source: {repoURL: https://git.example/shop.git, path: shop, targetRevision: HEAD}
              destination: {name: prod, namespace: shop}
              syncPolicy:
                syncOptions: [CreateNamespace=true]
                managedNamespaceMetadata:
                  labels:
                    pod-security.kubernetes.io/enforce: restricted
                    pod-security.kubernetes.io/warn: baseline
                    #                                ^^^^^^^^ 'warn' asks for less than 'enforce', which is 'restricted'
            """,
            title="the namespace that Argo CD makes",
        ),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
                pod-security.kubernetes.io/warn: restricted
                pod-security.kubernetes.io/audit: restricted
            """,
            title="how a stricter level is introduced",
        ),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: restricted
            """,
            title="warn follows enforce by itself",
        ),
    )
