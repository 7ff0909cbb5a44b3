"""Rule: a namespace has default requests and limits."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._namespaces import lacks
from gitops_lint.rule import Bad, Confidence, Good, Namespace, Occurrence, Repository, Rule, Severity


class NamespaceLimitrangeMissing(Rule[Namespace]):
    """No LimitRange gives the containers of this namespace default requests and limits.

    A workload that states none is then BestEffort, and nothing bounds it.  Add a LimitRange with `default` and
    `defaultRequest` for the type Container.

    Reported for namespaces into which the repository deploys workloads.  A LimitRange that a controller makes, for
    example a Kyverno policy, cannot be seen here.

    **When to allow it.**  Every workload states its own requests and limits, and a rule checks that.
    """

    summary = "namespace has no LimitRange"
    severity = Severity.INFO
    confidence = Confidence.MEDIUM
    tags = frozenset({"multi-tenancy", "resources"})
    aliases = ("KSV-0039", "kics:Pod or Container Without LimitRange", "kyverno:add-ns-quota")

    def check(self, target: Namespace, repo: Repository) -> Iterator[Occurrence]:
        """The namespace, if workloads but no LimitRange go there."""
        if lacks(target, repo, "LimitRange"):
            yield self.finding(target, "namespace has no LimitRange")

    examples = (
        Bad(
            files={
                "namespace.yaml": """
                    apiVersion: v1
                    kind: Namespace
                    metadata:
                      name: shop
                      #     ^^^^ namespace has no LimitRange
                    """,
                "pod.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web, namespace: shop}
                    spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
                    """,
                "elsewhere.yaml": """
                    apiVersion: v1
                    kind: LimitRange
                    metadata: {name: defaults, namespace: payments}
                    spec: {limits: [{type: Container, default: {memory: 128Mi}}]}
                    """,
            }
        ),
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
            kind: LimitRange
            metadata: {name: defaults, namespace: shop}
            spec: {limits: [{type: Container, default: {memory: 128Mi}}]}
            """),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            """,
            title="what lives there is not in this repository",
        ),
    )
