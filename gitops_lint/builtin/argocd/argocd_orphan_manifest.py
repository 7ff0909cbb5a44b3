"""Rule: no Application deploys a folder of manifests."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.secrets import argocd_secret
from gitops_lint.builtin.argocd._tree import exists, sets_up_argocd
from gitops_lint.render.helm.dependencies import FILE
from gitops_lint.render.helm.metadata import dependencies, text
from gitops_lint.rule import Bad, Confidence, Deployable, Good, Node, Occurrence, Place, Repository, Rule, Severity
from gitops_lint.source.classify import KUSTOMIZATION_NAMES, is_aside

_KINDS = ("kustomization", "chart", "folder")
_PART_OF = "app.kubernetes.io/part-of"
_FLUX = ".toolkit.fluxcd.io"


class ArgocdOrphanManifest(Rule[Deployable]):
    """A kustomization, a chart or a folder of manifests lies in a repository whose Applications deploy the rest of it, and none
    of them leads there: it is dead, or somebody applies it by hand, or the Application was forgotten.

    What holds Applications, clusters, Argo CD itself or objects of Flux is how the tree begins, and not meant; nor is what
    Flux deploys, a chart that others depend on, or what lies in a folder called `docs`, `examples`, `tests`, `disabled` and so on.  Nothing is
    reported while an ApplicationSet could not be expanded.

    **When to allow it.**  Something else applies it, such as the tool that makes the cluster.
    """

    summary = "no Application deploys a folder of manifests"
    severity = Severity.INFO
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd"})
    aliases = ("argocd-source-lint:orphan-source", "gitops-validator:orphaned-resources")

    def check(self, target: Deployable, repo: Repository) -> Iterator[Occurrence]:
        """The folder, at the file that makes it one, else at its first object."""
        if target.application is not None or target.kind not in _KINDS or not target.resources:
            return
        exact, deep = repo.once(_covered)
        if not exact or target.path in exact or _is_beginning(target):
            return
        if any(_is_below(target.path, path) for path in deep) or is_aside(target.path):
            return
        yield self.finding(_place(target, repo), f"no Application deploys '{target.path}'")

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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "billing/settings.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                      #     ^^^^^^^^ no Application deploys 'billing'
                    """,
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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop/prod}
                    """,
                "shop/prod/kustomization.yaml": "resources: [../base]\n",
                "shop/base/kustomization.yaml": "resources: [settings.yaml]\n",
                "shop/base/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="a base is deployed with its overlay, and Applications are where the tree begins",
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
                        path: ./shop/
                        directory: {recurse: true, exclude: "billing/**"}
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "shop/billing/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: billing}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="below a folder that is deployed as a whole, left out on purpose",
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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "clusters/prod/ingress.yaml": """
                    apiVersion: kustomize.toolkit.fluxcd.io/v1
                    kind: Kustomization
                    metadata: {name: ingress, namespace: flux-system}
                    spec:
                      interval: 10m
                      prune: true
                      path: ./ingress
                      sourceRef: {kind: GitRepository, name: flux-system}
                    """,
                "ingress/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
                "docs/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="Flux deploys the rest, or nobody is meant to",
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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: charts/shop}
                    """,
                "charts/shop/Chart.yaml": """
                    apiVersion: v2
                    name: shop
                    version: 1.0.0
                    dependencies: [{name: common, version: 1.0.0, repository: "file://../common"}]
                    """,
                "charts/shop/templates/shop.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: shop}}\n",
                "charts/common/Chart.yaml": "{apiVersion: v2, name: common, version: 1.0.0}\n",
                "charts/common/templates/common.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: common}}\n",
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="a chart that another is built with",
        ),
        Good(
            files={"shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n"},
            title="a repository without Applications",
        ),
    )


def _covered(repo: Repository) -> tuple[frozenset[str], frozenset[str]]:
    """The folders that Applications deploy, and those of which they deploy whatever is below.

    None where the repository deploys nothing of itself, or where nobody can tell.
    """
    applications = [(item, item.application) for item in repo.deployables if item.application is not None]
    exact = frozenset(folder for item, _ in applications for folder in item.folders)
    if not exact or any(item.kind == "applicationset" and item.not_checked for item in repo.deployables):
        return frozenset(), frozenset()
    deep = {
        source.path
        for item, application in applications
        for source in read_application(application.value).sources
        # Without folders it is another repository as far as we know; that it is a mirror of this one is not ruled out.
        if source.path and (not item.folders or source.plugin is not None or (source.directory or {}).get("recurse"))
    }
    return exact, frozenset(normpath(path.strip("/") or ".") for path in (*deep, *_of_flux(repo), *_of_charts(repo)))


def _of_charts(repo: Repository) -> Iterator[str]:
    """The charts that other charts of the repository are built with."""
    for document in repo.documents:
        folder, _, name = document.path.rpartition("/")
        for _, item in dependencies(document.value) if name in ("Chart.yaml", "requirements.yaml") else ():
            repository = text(item.get("repository"))
            if repository.startswith(FILE):
                yield join(folder, repository.removeprefix(FILE))


def _of_flux(repo: Repository) -> Iterator[str]:
    """The paths that Flux builds from or takes its charts from, whichever repository they are of."""
    for resource in repo.of_kind("kustomize.toolkit.fluxcd.io", "Kustomization"):
        yield resource.text("spec", "path") or ""
    for resource in repo.of_kind("helm.toolkit.fluxcd.io", "HelmRelease"):
        if resource.get("spec", "chart", "spec", "sourceRef", "kind") == "GitRepository":
            yield resource.text("spec", "chart", "spec", "chart") or ""


def _is_below(path: str, folder: str) -> bool:
    return folder in (".", path) or path.startswith(f"{folder}/")


def _is_beginning(item: Deployable) -> bool:
    """Whether it brings Applications, projects, clusters, Argo CD itself or Flux: somebody applies it before those run."""
    return any(
        sets_up_argocd(resource)
        or resource.group.endswith(_FLUX)
        or resource.labels.get(_PART_OF) in ("argocd", "flux")
        or any(argocd_secret(resource.value))
        for resource in item.resources
    )


def _place(item: Deployable, repo: Repository) -> Node | Place:
    names = {"kustomization": KUSTOMIZATION_NAMES, "chart": ("Chart.yaml",)}.get(item.kind, ())
    paths = (name if item.path == "." else f"{item.path}/{name}" for name in names)
    found = next((path for path in paths if exists(repo, path)), None)
    return item.resources[0] if found is None else Place(found)
