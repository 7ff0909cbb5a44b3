"""Rule: Pod Security labels name a version that the cluster knows."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.podsecurity._managed import KINDS, cluster_versions, namespace_labels
from gitops_lint.podsecurity.labels import MODES, PREFIX
from gitops_lint.podsecurity.values import Version
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class PodSecurityVersionUnknown(Rule[Resource]):
    """A Pod Security label asks for a version of the standards that the cluster does not have yet.

    The API server takes the newest it knows, so that the policy changes with an upgrade although the label looks pinned.

    **When to allow it.**  The cluster is about to be upgraded.
    """

    summary = "Pod Security version is newer than the cluster"
    severity = Severity.WARNING
    tags = frozenset({"pod-security", "security"})
    kinds = KINDS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each version label that is ahead of the cluster."""
        labels = namespace_labels(target)
        oldest = min(cluster_versions(repo, target), default=None) if labels is not None else None
        if labels is None or oldest is None:
            return
        for mode in MODES:
            label = f"{PREFIX}{mode}-version"
            version = Version.parse(labels.text(label) or "")
            if version is not None and version.minor is not None and version.minor > oldest.minor:
                message = f"'{version}' is newer than Kubernetes {oldest}, which takes 'v{oldest}'"
                yield self.finding(labels.at(label) or target, message)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
                pod-security.kubernetes.io/enforce-version: v1.31
                #                                           ^^^^^ 'v1.31' is newer than Kubernetes 1.29, which takes 'v1.29'
            """,
            config={"version": 1, "kubernetes-version": "1.29"},
        ),
        Bad(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
                pod-security.kubernetes.io/enforce-version: v1.99
                #                                           ^^^^^ 'v1.99' is newer than Kubernetes 1.37, which takes 'v1.37'
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
                pod-security.kubernetes.io/enforce-version: v1.29
            """,
            config={"version": 1, "kubernetes-version": "1.29"},
        ),
        Good(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
                pod-security.kubernetes.io/enforce-version: latest
            """,
        ),
    )
