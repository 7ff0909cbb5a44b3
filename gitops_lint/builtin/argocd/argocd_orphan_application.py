"""Rule: nobody deploys a folder of Applications."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from gitops_lint.argocd.application import read_application
from gitops_lint.builtin.argocd._tree import deployed_by, sets_up_argocd
from gitops_lint.rule import (
    Application,
    ApplicationSet,
    AppProject,
    Bad,
    Confidence,
    Deployable,
    Good,
    Occurrence,
    Repository,
    Resource,
    Rule,
    Severity,
)
from gitops_lint.source.classify import is_aside

_KINDS = ("kustomization", "folder")
_ARGOCD = ("argocd", "argo-cd")

Key = tuple[str, tuple[str, ...]]
"""A kind, and a folder or the parts of its path, of which one may be left open."""


class ArgocdOrphanApplication(Rule[Deployable]):
    """No Application deploys these Applications (or projects), and one deploys those in the folder beside: that of another
    environment, or the folder around it, whose subfolders it does not read without `directory.recurse: true`.  Or it
    deploys the files beside them, and its `directory.include` or `directory.exclude` leaves these out.

    What a tree begins with somebody applies by hand.  So a folder that holds a root, an ApplicationSet or Argo CD
    itself, or is called `bootstrap`, `disabled`, `examples` and so on, is not meant, and nothing is reported while an
    ApplicationSet could not be expanded.

    **When to allow it.**  Their root is in another repository, or Terraform applies it.
    """

    summary = "nobody deploys a folder of Applications, unlike the one beside it"
    severity = Severity.INFO
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd"})

    def check(self, target: Deployable, repo: Repository) -> Iterator[Occurrence]:
        """The folder, at the first of its Applications or projects."""
        if target.application is not None or target.kind not in _KINDS or is_aside(target.path):
            return
        orphans = [item for item in target.resources if isinstance(item, Application | AppProject)]
        if not orphans or _is_beginning(target, repo):
            return
        for orphan in {item.kind: item for item in reversed(orphans)}.values():
            folder = posixpath.dirname(orphan.origin.first.path)
            found = _beside(orphan.kind, folder, repo.once(_deployed))
            if found is not None:
                other, root = found
                message = f"no Application deploys '{folder}', though '{root.name}' deploys '{other}'"
                node = orphan.at("metadata", "name") or orphan
                yield self.finding(node, message, related=[(root, "deploys what is beside")])
                return
            keeper = repo.once(_deployed).get((orphan.kind, (folder,)))
            why = _left_out_by(keeper[1]) if keeper is not None else ""
            if keeper is not None and why:
                message = f"'{keeper[1].name}' deploys '{folder}' without this file, by '{why}'"
                node = orphan.at("metadata", "name") or orphan
                yield self.finding(node, message, related=[(keeper[1], "deploys the files beside")])
                return

    examples = (
        Bad(
            files={
                "bootstrap/prod.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: prod, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: envs/prod}
                    """,
                "envs/prod/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop-prod, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.2.0, path: prod}
                    """,
                "envs/test/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop-test, namespace: argocd}
                    #                ^^^^^^^^^ no Application deploys 'envs/test', though 'prod' deploys 'envs/prod'
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.3.0, path: test}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Bad(
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: root, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: apps
                        directory: {exclude: "*-test.yaml"}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.2.0, path: prod}
                    """,
                "apps/shop-test.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop-test, namespace: argocd}
                    #                ^^^^^^^^^ 'root' deploys 'apps' without this file, by 'directory.exclude'
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.3.0, path: test}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "argocd/root/root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: root, namespace: argocd}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: argocd/apps}
                    """,
                "argocd/projects/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec: {sourceRepos: ["*"], destinations: [{server: "*", namespace: "*"}]}
                    """,
                "argocd/apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.2.0, path: prod}
                    """,
                "argocd/apps/disabled/billing.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: billing, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/billing.git", targetRevision: v1.2.0, path: prod}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="what the tree begins with, and what is taken out of it",
        ),
    )


def _is_beginning(folder: Deployable, repo: Repository) -> bool:
    """Whether somebody has to apply something of it by hand: a root, a set, Argo CD."""
    return any(
        isinstance(item, ApplicationSet) or (isinstance(item, Application) and _is_root(item, repo))
        for item in folder.resources
    )


def _is_root(application: Application, repo: Repository) -> bool:
    """Whether it brings Applications or Argo CD; what lies in another repository is told by its name alone."""
    if any(mark in application.name for mark in _ARGOCD):
        return True
    deployable = deployed_by(application, repo)
    return deployable is not None and any(map(sets_up_argocd, deployable.resources))


def _deployed(repo: Repository) -> Mapping[Key, tuple[str, Resource]]:
    """The folders of Applications or projects that an Application deploys: by path, and by each layout that they fit."""
    found: dict[Key, tuple[str, Resource]] = {}
    if any(item.kind == "applicationset" and item.not_checked for item in repo.deployables):
        return found
    roots: dict[tuple[str, str], Resource] = {}
    for resource in (*repo.applications, *repo.projects):
        home = resource.deployable
        if home is not None and home.application is not None:
            roots.setdefault((resource.kind, posixpath.dirname(resource.origin.first.path)), home.application)
    for (kind, folder), root in roots.items():
        for key in ((folder,), *_layouts(folder)):
            found.setdefault((kind, key), (folder, root))
    return found


def _beside(kind: str, folder: str, deployed: Mapping[Key, tuple[str, Resource]]) -> tuple[str, Resource] | None:
    """A deployed folder that is as deep and differs in one part, else the one around it."""
    if (kind, (folder,)) in deployed or any(part.startswith("bootstrap") for part in folder.split("/")):
        return None
    keys = [(kind, key) for key in (*_layouts(folder), (posixpath.dirname(folder),))]
    return next((deployed[key] for key in keys if key in deployed), None)


def _left_out_by(root: Resource) -> str:
    """The setting by which an Application passes over files of its folder; empty where it has none."""
    settings = [source.directory or {} for source in read_application(root.value).sources]
    return next((f"directory.{key}" for item in settings for key in ("exclude", "include") if item.get(key)), "")


def _layouts(folder: str) -> list[tuple[str, ...]]:
    """The path with each part left open; at the top of a repository folders have nothing in common."""
    parts = folder.split("/")
    return [(*parts[:index], "", *parts[index + 1 :]) for index in range(len(parts))] if len(parts) > 1 else []
