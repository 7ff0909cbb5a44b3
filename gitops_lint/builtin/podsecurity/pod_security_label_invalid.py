"""Rule: Pod Security labels have names and values that the API server knows."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.podsecurity._managed import KINDS, namespace_labels
from gitops_lint.podsecurity.labels import policy_of, unknown_labels
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class PodSecurityLabelInvalid(Rule[Resource]):
    """A Pod Security label of a namespace has a value, or a name, that the API server does not know.

    It refuses to create a namespace with a wrong value.  Where one is there already, an unknown level of `enforce` counts
    as `restricted`, of `warn` and `audit` as `privileged`, and an unknown version as `latest`.  A label of another name
    does nothing.  Levels are `privileged`, `baseline` and `restricted`, versions `latest` and `v1.30`.

    The labels that an Application gives the namespace it makes (`managedNamespaceMetadata`) are read in the same way.

    **When to allow it.**  Never.
    """

    summary = "Pod Security label is not valid"
    severity = Severity.ERROR
    tags = frozenset({"pod-security", "security"})
    kinds = KINDS

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each label, in the API server's words."""
        labels = namespace_labels(target)
        if labels is None:
            return
        _, problems = policy_of(labels.value)
        for problem in problems:
            yield self.finding(labels.at(problem.label) or labels, str(problem))
        for label in unknown_labels(labels.value):
            message = (
                f"label '{label}' means nothing: the labels are 'enforce', 'audit' and 'warn', each with '-version'"
            )
            yield self.finding(labels.at(label) or labels, message, grip="key")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: strict
                #                                   ^^^^^^ metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted
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
                pod-security.kubernetes.io/enforce-version: "1.30"
                #                                           ^^^^^^ metadata.labels[pod-security.kubernetes.io/enforce-version]: Invalid value: "1.30": must be "latest" or "v1.x"
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforced: baseline
                #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ label 'pod-security.kubernetes.io/enforced' means nothing: the labels are 'enforce', 'audit' and 'warn', each with '-version'
            """,
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
                    pod-security.kubernetes.io/enforce: strict
                    #                                   ^^^^^^ metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted
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
                pod-security.kubernetes.io/enforce-version: v1.30
                pod-security.kubernetes.io/warn: restricted
                pod-security.kubernetes.io/warn-version: latest
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.example/enforce: strict
            """,
            title="another prefix",
        ),
    )
