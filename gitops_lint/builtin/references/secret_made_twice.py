"""Rule: two things write one Secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.references.provisions import provided_by
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

_MAKERS = frozenset({("external-secrets.io", "ExternalSecret"), ("bitnami.com", "SealedSecret")})

Key = tuple[str, str, str]
"""Cluster, namespace and name."""


class SecretMadeTwice(Rule[Resource]):
    """A Secret is in git, and an ExternalSecret or SealedSecret makes one of the same name in the same namespace: Argo CD and the
    operator overwrite each other for ever, and what a pod sees depends on who was last.

    An ExternalSecret with `creationPolicy: Merge` adds to a Secret that is there, and is not meant.

    **When to allow it.**  Never; take one of the two away.
    """

    summary = "Secret in git that an operator makes too"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "reliability", "secrets"})
    kinds = ("Secret",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Secrets with a namespace that is known."""
        maker = repo.once(_makers).get((target.context.cluster.name, target.namespace, target.name))
        if maker is not None and target.namespace and target.deployable is not None:
            node = target.at("metadata", "name") or target
            message = f"{maker.kind} '{maker.name}' makes this Secret too"
            yield self.finding(node, message, related=[(maker, "makes it too")])

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: database, namespace: shop}
            #                ^^^^^^^^ ExternalSecret 'db' makes this Secret too
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: db, namespace: shop}
            spec:
              secretStoreRef: {name: vault, kind: ClusterSecretStore}
              target: {name: database}
              data: [{secretKey: password, remoteRef: {key: shop/db}}]
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: database, namespace: shop}
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: database, namespace: shop}
            spec:
              secretStoreRef: {name: vault, kind: ClusterSecretStore}
              target: {creationPolicy: Merge}
              data: [{secretKey: password, remoteRef: {key: shop/db}}]
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: database, namespace: billing}
            spec:
              secretStoreRef: {name: vault, kind: ClusterSecretStore}
              data: [{secretKey: password, remoteRef: {key: billing/db}}]
            """,
        ),
    )


def _makers(repo: Repository) -> Mapping[Key, Resource]:
    found: dict[Key, Resource] = {}
    for group, kind in _MAKERS:
        for item in repo.of_kind(group, kind):
            if item.get("spec", "target", "creationPolicy") in ("Merge", "None"):
                continue
            for made in provided_by(item.value):
                if made.kind == "Secret":
                    namespace = made.namespace if isinstance(made.namespace, str) and made.namespace else item.namespace
                    found.setdefault((item.context.cluster.name, namespace, made.name), item)
    return found
