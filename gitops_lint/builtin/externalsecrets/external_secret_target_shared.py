"""Rule: a Secret has one maker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

_Place = tuple[str, int, str, str]


class ExternalSecretTargetShared(Rule[Resource]):
    """Two ExternalSecrets make the same Secret, or one makes a Secret that is also a manifest.

    The operator gives the Secret to one owner and refuses the other: `target is owned by another ExternalSecret`.  Where
    the Secret comes from git as well, Argo CD and the operator undo each other's work for ever.

    With `creationPolicy: Merge` or `None` the ExternalSecret makes no Secret of its own, and is no finding.

    **When to allow it.**  Never; one of them does not work.
    """

    summary = "two makers of one Secret"
    severity = Severity.ERROR
    tags = frozenset({"eks", "external-secrets", "secrets", "sync"})
    kinds = ("external-secrets.io/ExternalSecret",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The name of the Secret."""
        name = _makes(target)
        if not name:
            return
        at = target.at("spec", "target", "name") or target
        first = repo.once(_makers)[_place(target, name)][0]
        if first.identity != target.identity:  # of two with one name only one will exist
            message = f"Secret '{name}' is also made by ExternalSecret '{first.name}'"
            yield self.finding(at, message, related=[(first, "makes it too")])
        for secret in repo.find("", "Secret", target.namespace, name):
            if secret.deployable is target.deployable:
                message = f"Secret '{name}' is also a manifest of its own"
                yield self.finding(at, message, related=[(secret, "the manifest")])
                break

    examples = (
        Bad("""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: db}
            spec:
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
              data: [{secretKey: password, remoteRef: {key: shop/db}}]
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: db-reader}
            spec:
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
              target:
                name: db
                #     ^^ Secret 'db' is also made by ExternalSecret 'db'
              data: [{secretKey: password, remoteRef: {key: shop/db-reader}}]
            """),
        Bad("""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata:
              name: db
              #     ^^ Secret 'db' is also a manifest of its own
            spec:
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
              data: [{secretKey: password, remoteRef: {key: shop/db}}]
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: db}
            """),
        Good("""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: db}
            spec:
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
              data: [{secretKey: password, remoteRef: {key: shop/db}}]
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: more}
            spec:
              secretStoreRef: {name: aws, kind: ClusterSecretStore}
              target: {name: db, creationPolicy: Merge}
              data: [{secretKey: more, remoteRef: {key: shop/more}}]
            """),
        Good(
            files={
                "first.yaml": """
                    apiVersion: external-secrets.io/v1
                    kind: ExternalSecret
                    metadata: {name: db}
                    spec:
                      secretStoreRef: {name: aws, kind: ClusterSecretStore}
                      data: [{secretKey: password, remoteRef: {key: shop/db}}]
                    """,
                "second.yaml": """
                    apiVersion: external-secrets.io/v1
                    kind: ExternalSecret
                    metadata: {name: db}
                    spec:
                      secretStoreRef: {name: vault, kind: ClusterSecretStore}
                      data: [{secretKey: password, remoteRef: {key: shop/db}}]
                    """,
            },
            title="one object in two versions",
        ),
    )


def _makes(external: Resource) -> str:
    """The name of the Secret that an ExternalSecret makes; empty if it makes none."""
    if external.get("spec", "target", "creationPolicy") in ("None", "Merge", "CreateOrMerge"):
        return ""
    return external.text("spec", "target", "name") or external.name


def _place(external: Resource, name: str) -> _Place:
    """A name in a namespace of a cluster; what nobody deploys meets only what lies beside it."""
    cluster = external.context.cluster.name
    root = external.deployable.ancestors[-1] if external.deployable is not None else None
    return cluster, id(root if cluster else external.deployable), external.namespace, name


def _makers(repo: Repository) -> Mapping[_Place, list[Resource]]:
    found: dict[_Place, list[Resource]] = defaultdict(list)
    for external in repo.of_kind("external-secrets.io", "ExternalSecret"):
        name = _makes(external)
        if name:
            found[_place(external, name)].append(external)
    return found
