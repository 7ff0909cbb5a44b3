"""Rule: path of a Flux Kustomization does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.repourl import Sameness, same_repository
from gitops_lint.builtin.argocd._tree import exists
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.workspace.remotes import own_urls

_SOURCE = "source.toolkit.fluxcd.io"
_ELSEWHERE = ("commit", "tag", "semver", "name")
_TRUNKS = ("", "main", "master")


class FluxKustomizationReferenceNotFound(Rule[Resource]):
    """`spec.path` names a folder that this repository, from which the Kustomization is built, does not have: `kustomization path
    not found`.

    Judged where the GitRepository is in git, names this repository and follows `main` or `master`: another branch may hold
    what a pipeline writes there.  That a source does not exist is told by `custom-reference-not-found`.

    **When to allow it.**  The branch that Flux follows has the folder, and this one does not yet.
    """

    summary = "path of a Flux Kustomization does not exist"
    severity = Severity.ERROR
    tags = frozenset({"flux", "sync"})
    aliases = ("gitops-validator:flux-kustomization",)
    kinds = ("kustomize.toolkit.fluxcd.io/Kustomization",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The path, seen from the root of the repository."""
        node = target.at("spec", "path")
        if node is None or not isinstance(node.value, str) or "$" in node.value:
            return
        path = node.value.strip("/") or "."
        if _is_built_from_here(target, repo) and not exists(repo, path):
            yield self.finding(node, f"kustomization path '{node.value}' does not exist")

    examples = (
        Bad(
            files={
                "clusters/prod/shop.yaml": """
                    apiVersion: kustomize.toolkit.fluxcd.io/v1
                    kind: Kustomization
                    metadata: {name: shop, namespace: flux-system}
                    spec:
                      interval: 10m
                      prune: true
                      path: ./shop/prod
                      #     ^^^^^^^^^^^ kustomization path './shop/prod' does not exist
                      sourceRef: {kind: GitRepository, name: flux-system}
                    ---
                    apiVersion: source.toolkit.fluxcd.io/v1
                    kind: GitRepository
                    metadata: {name: flux-system, namespace: flux-system}
                    spec: {interval: 1m, ref: {branch: main}, url: "ssh://git@github.com/acme/deploy"}
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "clusters/prod/shop.yaml": """
                    apiVersion: kustomize.toolkit.fluxcd.io/v1
                    kind: Kustomization
                    metadata: {name: shop, namespace: flux-system}
                    spec:
                      interval: 10m
                      prune: true
                      path: ./shop
                      sourceRef: {kind: GitRepository, name: flux-system}
                    ---
                    apiVersion: source.toolkit.fluxcd.io/v1
                    kind: GitRepository
                    metadata: {name: flux-system, namespace: flux-system}
                    spec: {interval: 1m, ref: {branch: main}, url: "ssh://git@github.com/acme/deploy"}
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "clusters/prod/shop.yaml": """
                    apiVersion: kustomize.toolkit.fluxcd.io/v1
                    kind: Kustomization
                    metadata: {name: shop, namespace: flux-system}
                    spec:
                      interval: 10m
                      prune: true
                      path: ./prod
                      sourceRef: {kind: GitRepository, name: shop}
                    ---
                    apiVersion: source.toolkit.fluxcd.io/v1
                    kind: GitRepository
                    metadata: {name: shop, namespace: flux-system}
                    spec: {interval: 1m, ref: {branch: main}, url: "ssh://git@github.com/acme/shop"}
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="a folder of another repository",
        ),
        Good(
            files={
                "clusters/prod/shop.yaml": """
                    apiVersion: kustomize.toolkit.fluxcd.io/v1
                    kind: Kustomization
                    metadata: {name: shop, namespace: flux-system}
                    spec:
                      interval: 10m
                      prune: true
                      path: ./prod
                      sourceRef: {kind: GitRepository, name: rendered}
                    ---
                    apiVersion: source.toolkit.fluxcd.io/v1
                    kind: GitRepository
                    metadata: {name: rendered, namespace: flux-system}
                    spec: {interval: 1m, ref: {branch: rendered}, url: "ssh://git@github.com/acme/deploy"}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="a branch that a pipeline writes",
        ),
    )


def _is_built_from_here(target: Resource, repo: Repository) -> bool:
    """Whether the source is this repository as it is released, and nothing is laid into it."""
    if target.get("spec", "sourceRef", "kind") != "GitRepository":
        return False
    namespace = target.text("spec", "sourceRef", "namespace") or target.namespace
    name = target.text("spec", "sourceRef", "name") or ""
    source = repo.find_near(target, _SOURCE, "GitRepository", namespace, name)
    if source is None or source.get("spec", "include") or any(source.get("spec", "ref", key) for key in _ELSEWHERE):
        return False
    if (source.get("spec", "ref", "branch") or "") not in _TRUNKS:
        return False
    match = same_repository(source.text("spec", "url") or "", repo.once(_own))
    return match.sameness in (Sameness.SAME, Sameness.SPELLING)


def _own(repo: Repository) -> tuple[str, ...]:
    return own_urls(repo.tree, repo.config)
