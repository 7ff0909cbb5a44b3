"""Rule: automated sync without prune or selfHeal."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdAutomatedWithoutPruneSelfHeal(Rule[Resource]):
    """Automated sync applies what is new, but without `prune` leaves what was removed from git, and without `selfHeal`
    leaves what somebody changed in the cluster.

    A value that is written out, `prune: false`, counts as a decision.

    **When to allow it.**  Pruning is a manual step, or operators change objects by hand.
    """

    summary = "automated sync without prune or selfHeal"
    severity = Severity.INFO
    tags = frozenset({"argocd"})
    aliases = ("argocd-lint:AR005",)
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """What ``automated`` leaves unsaid."""
        for root in specs(target, repo):
            node = root.at("spec", "syncPolicy", "automated")
            if node is None or not isinstance(node.value, dict) or node.value.get("enabled") is False:
                continue
            missing = [key for key in ("prune", "selfHeal") if key not in node.value]
            if missing:
                yield self.finding(node, f"automated sync without {' and '.join(missing)}")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              syncPolicy: {automated: {prune: true}}
              #            ^^^^^^^^^ automated sync without selfHeal
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              syncPolicy: {automated: {}}
              #            ^^^^^^^^^ automated sync without prune and selfHeal
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              syncPolicy: {automated: {prune: true, selfHeal: true}}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              syncPolicy: {automated: {prune: false, selfHeal: false}}
            """,
            title="said on purpose",
        ),
    )
