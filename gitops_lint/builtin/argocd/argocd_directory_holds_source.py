"""Rule: a folder of plain manifests has a chart or a kustomization in it, which nobody renders."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gitops_lint.argocd.application import Source, read_application
from gitops_lint.argocd.globs import glob
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.model.node import nearest
from gitops_lint.render.directory import MANIFEST, chosen_files
from gitops_lint.render.request import DirectoryOptions
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity
from gitops_lint.source.classify import KUSTOMIZATION_NAMES

_APPLICATION = """
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
    """
_SETTINGS = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {currency: EUR}}"
_HERE = {"repositories": {"https://github.com/acme/deploy": "."}}


class ArgocdDirectoryHoldsSource(Rule[Application]):
    """A `directory` section makes Argo CD apply files as they are.  Where `recurse` leads into the folder of a chart or of a
    kustomization, or the folder itself is one, nothing is rendered: templates stop the Application, bases are applied without
    their overlays, and patches as if they were whole objects.

    Give the chart or kustomization an Application of its own, and leave it out here with `directory.exclude`.  Without a
    `directory` section Argo CD looks for itself what a folder is, but never below it.

    **When to allow it.**  The kustomization is for people, and every file beside it is a whole object.
    """

    summary = "folder read as plain manifests holds a chart or kustomization"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "helm", "kustomize", "sync"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Every source with such a section, of a repository that is here."""
        deployable = deployed_by(target, repo)
        sources = [source for source in read_application(target.value).sources if source.renders and not source.chart]
        if deployable is None or len(sources) != len(deployable.folders):
            return
        for source, folder in zip(sources, deployable.folders, strict=True):
            if source.directory and any(source.directory.values()):
                for inside, what in _rendered_elsewhere(source, folder, repo):
                    where = posixpath.relpath(inside or ".", folder or ".")
                    name = "the folder itself" if where == "." else f"'{where}'"
                    message = f"{name} is a {what}, and a directory source applies its files without rendering them"
                    yield self.finding(nearest(target, source.at("directory")), message, grip="key")

    examples = (
        Bad(
            files={
                "apps/shop.yaml": _APPLICATION
                + """
        directory: {recurse: true}
        #^^^^^^^^ 'cache' is a chart, and a directory source applies its files without rendering them
    """,
                "shop/settings.yaml": _SETTINGS,
                "shop/cache/Chart.yaml": "{apiVersion: v2, name: cache, version: 1.0.0}",
                "shop/cache/templates/settings.yaml": _SETTINGS,
            },
            config=_HERE,
        ),
        Good(
            files={
                "apps/shop.yaml": _APPLICATION
                + """
        directory: {recurse: true, exclude: "cache/*"}
    """,
                "shop/settings.yaml": _SETTINGS,
                "shop/cache/Chart.yaml": "{apiVersion: v2, name: cache, version: 1.0.0}",
                "shop/cache/templates/settings.yaml": _SETTINGS,
            },
            config=_HERE,
        ),
    )


def _rendered_elsewhere(source: Source, folder: str, repo: Repository) -> Iterator[tuple[str, str]]:
    """The outermost charts and kustomizations of which the source reads a file that is not to be applied."""
    directory = source.directory or {}
    include, exclude = (str(directory.get(key) or "") for key in ("include", "exclude"))
    options = DirectoryOptions(directory.get("recurse") is True, include, exclude)
    charts: set[str] = set()
    for path in chosen_files(repo.tree, folder, options, glob):
        above, name = posixpath.split(path)
        if any(above == chart or above.startswith(f"{chart}/") for chart in charts):
            continue
        if name == "Chart.yaml":
            charts.add(above)
            yield above, "chart"
        elif name in KUSTOMIZATION_NAMES and MANIFEST.match(name):
            yield above, "kustomization"
