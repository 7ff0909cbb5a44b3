"""Rule: variable of a Flux Kustomization has a name that Flux refuses."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity

_NAME = regex(r"[_A-Za-z][_A-Za-z0-9]*")
"""``varsubRegex`` of ``github.com/fluxcd/pkg/kustomize``; POSIX classes hold ASCII only."""


class FluxSubstituteVariableName(Rule[Resource]):
    """A variable of `postBuild` has a name that is none, such as one with a dash: Flux refuses to build the Kustomization (`var
    name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'`).

    All keys of the ConfigMaps in `substituteFrom` are variables too.

    **When to allow it.**  Never.
    """

    summary = "variable of a Flux Kustomization has an invalid name"
    severity = Severity.ERROR
    tags = frozenset({"flux", "sync"})
    aliases = ("gitops-validator:flux-postbuild-variables",)
    kinds = ("kustomize.toolkit.fluxcd.io/Kustomization",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each variable written in place, and each source that holds such a key."""
        for node in target.items("spec", "postBuild", "substitute"):
            name = node.pointer[-1]
            if isinstance(name, str) and not _NAME.fullmatch(name):
                yield self.finding(node, f"'{name}' var name is invalid", grip="key")
        for source in target.items("spec", "postBuild", "substituteFrom"):
            found = _config_map(source, target, repo)
            for node in found.items("data") if found is not None else ():
                name = node.pointer[-1]
                if isinstance(name, str) and not _NAME.fullmatch(name):
                    yield self.finding(source, f"'{name}' var name is invalid", related=[(node, "this key")])

    examples = (
        Bad(
            """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: shop, namespace: flux-system}
            spec:
              interval: 10m
              prune: true
              sourceRef: {kind: GitRepository, name: flux-system}
              postBuild:
                substitute:
                  cluster_name: prod
                  cluster-region: eu-west-1
                # ^^^^^^^^^^^^^^ 'cluster-region' var name is invalid
            """,
        ),
        Bad(
            """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: shop, namespace: flux-system}
            spec:
              interval: 10m
              prune: true
              sourceRef: {kind: GitRepository, name: flux-system}
              postBuild:
                substituteFrom:
                  - {kind: ConfigMap, name: cluster}
                  #                         ^^^^^^^ 'cluster.region' var name is invalid
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cluster, namespace: flux-system}
            data: {cluster.region: eu-west-1}
            """,
        ),
        Good(
            """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: shop, namespace: flux-system}
            spec:
              interval: 10m
              prune: true
              sourceRef: {kind: GitRepository, name: flux-system}
              postBuild:
                substitute: {_name: prod, REGION_2: eu-west-1}
                substituteFrom: [{kind: ConfigMap, name: cluster}]
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cluster, namespace: shop}
            data: {cluster.region: eu-west-1}
            """,
            title="a ConfigMap of another namespace",
        ),
    )


def _config_map(source: Node, target: Resource, repo: Repository) -> Resource | None:
    if source.get("kind") != "ConfigMap":
        return None
    return repo.find_near(target, "", "ConfigMap", target.namespace, source.text("name") or "")
