"""Rule: Application deploys nothing."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import Source, read_application
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.model.node import nearest
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity
from gitops_lint.source.mounted import files_below

_MANIFESTS = (".yaml", ".yml", ".json")


class ArgocdSourceEmpty(Rule[Application]):
    """What the Application deploys is there, can be rendered, and holds no object: the manifests lie in folders below, which
    `directory.recurse` would read, `include` and `exclude` leave nothing over, or there is none at all.  Argo CD shows the
    Application as Synced and Healthy.

    **When to allow it.**  The folder waits for its first manifest.
    """

    summary = "Application deploys nothing"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Applications of one folder that were looked at completely."""
        deployable = deployed_by(target, repo)
        sources = read_application(target.value).sources
        if deployable is None or deployable.resources or deployable.not_checked or deployable.speculative:
            return
        if len(sources) != 1 or len(deployable.folders) != 1 or sources[0].helm or sources[0].kustomize:
            return
        source = sources[0]
        why = _why(source, deployable.folders[0], repo)
        if why:
            yield self.finding(nearest(target, source.at("path")), f"'{source.path}' deploys nothing: {why}")

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: shop
                        #     ^^^^ 'shop' deploys nothing: its manifests are in folders below, and 'directory.recurse' is not set
                    """,
                "shop/web/pod.yaml": """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "registry.example/web:1"}]}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: shop
                        #     ^^^^ 'shop' deploys nothing: 'include' leaves no file over
                        directory: {include: "*.yml"}
                    """,
                "shop/pod.yaml": """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "registry.example/web:1"}]}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: shop
                        #     ^^^^ 'shop' deploys nothing: it holds no manifest
                    """,
                "shop/README.md": "# Shop\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: shop
                        directory: {recurse: true}
                    """,
                "shop/web/pod.yaml": """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "registry.example/web:1"}]}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )


def _why(source: Source, folder: str, repo: Repository) -> str:
    directory = source.directory or {}
    names = repo.tree.listdir(folder)
    if any(name.endswith(_MANIFESTS) for name in names):
        chosen = next((key for key in ("include", "exclude") if directory.get(key)), "")
        return f"'{chosen}' leaves no file over" if chosen else ""
    below = [name for name in names if repo.tree.is_dir(f"{folder}/{name}")]
    if below and not directory.get("recurse"):
        return "its manifests are in folders below, and 'directory.recurse' is not set"
    if any(path.endswith(_MANIFESTS) for path in files_below(repo.tree, folder)):
        return ""
    return "it holds no manifest"
