"""Rule: Applications hydrate to a place that is not theirs alone."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gitops_lint.argocd.plain import mapping, string
from gitops_lint.argocd.repourl import normalize_git_url
from gitops_lint.builtin.argocd._specs import place_of
from gitops_lint.builtin.argocd._tree import instance_of
from gitops_lint.rule import Application, Bad, Good, Node, Occurrence, Repository, Rule, Severity

_PATH = ("spec", "sourceHydrator", "syncSource", "path")


class Target(NamedTuple):
    """Where the manifests of an Application are written to (``GetHydrateToSource``)."""

    repository: str
    branch: str
    path: str


class ArgocdHydratorDestinationInvalid(Rule[Application]):
    """The source hydrator writes `manifest.yaml` into `syncSource.path` of a branch.

    Two Applications that write to one path replace each other's manifests; where they come from one revision Argo CD
    refuses to hydrate them, and all others that share their branch with them.  The root of the branch it refuses for
    each.  An Application that writes into the folder it is read from reads its own output the next time.

    **When to allow it.**  Never.
    """

    summary = "source hydrator writes to the root, or where another Application writes"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """The path of one Application, beside those of the others."""
        node = target.at(*_PATH)
        place = _target_of(target)
        if node is None or place is None:
            return
        if place.path == ".":
            if len(node.value) > 1:  # the CRD refuses '.' and '/'
                where = f'(branch "{place.branch}", path "{node.value}")'
                message = f"app is configured to hydrate to the repository root {where} which is not allowed"
                yield self.finding(node, message)
        elif place == _dry(target):
            yield self.finding(node, f"app hydrates into '{place.path}', the folder that it is hydrated from")
        else:
            yield from self._clash(target, node, place, repo)

    def _clash(self, target: Application, node: Node, place: Target, repo: Repository) -> Iterator[Occurrence]:
        first = repo.once(_first_at)[place]
        dry, other = (item.get("spec", "sourceHydrator", "drySource") for item in (target, first))
        if first.identity == target.identity or (instance_of(first) != instance_of(target) and dry == other):
            return
        message = f"app {first.namespace}/{first.name} hydrator uses the same destination: "
        message += f"repo={_text(target, 'syncSource', 'repoURL') or _text(target, 'drySource', 'repoURL')}"
        yield self.finding(node, f"{message}, path={node.value}", related=[(first, "the other one")])

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                syncSource: {targetBranch: env/prod, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: web}
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: web}
                syncSource: {targetBranch: env/prod, path: ./shop}
                #                                          ^^^^^^ app argocd/shop hydrator uses the same destination: repo=https://github.com/acme/deploy.git, path=./shop
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
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                syncSource: {targetBranch: env/prod, path: ./}
                #                                          ^^ app is configured to hydrate to the repository root (branch "env/prod", path "./") which is not allowed
            """,
            title="the root",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: main, path: shop}
                syncSource: {targetBranch: main, path: shop}
                #                                      ^^^^ app hydrates into 'shop', the folder that it is hydrated from
            """,
            title="its own source",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                syncSource: {targetBranch: env/prod, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop-next, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                syncSource: {targetBranch: env/prod, path: shop}
                hydrateTo: {targetBranch: env/prod-next}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop-web, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              sourceHydrator:
                drySource: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                syncSource: {targetBranch: env/prod, path: shop/web}
            """,
            title="another branch, a folder below",
        ),
    )


def _first_at(repo: Repository) -> Mapping[Target, Application]:
    found: dict[Target, list[Application]] = defaultdict(list)
    for application in repo.applications:
        place = _target_of(application)
        if place is not None:
            found[place].append(application)
    return {place: min(items, key=lambda item: (place_of(item), item.name)) for place, items in found.items()}


def _target_of(application: Application) -> Target | None:
    if not isinstance(application.get("spec", "sourceHydrator"), dict):
        return None
    url = _text(application, "syncSource", "repoURL") or _text(application, "drySource", "repoURL")
    branch, path = _text(application, "syncSource", "targetBranch"), _text(application, "syncSource", "path")
    branch = _text(application, "hydrateTo", "targetBranch") or branch
    return _target(url, branch, path) if branch and path else None


def _dry(application: Application) -> Target:
    return _target(*(_text(application, "drySource", key) for key in ("repoURL", "targetRevision", "path")))


def _target(url: str, branch: str, path: str) -> Target:
    return Target(normalize_git_url(url) or url, branch, posixpath.normpath(path.rstrip("/") or "."))


def _text(application: Application, section: str, key: str) -> str:
    return string(mapping(mapping(application.get("spec", "sourceHydrator")).get(section)).get(key))
