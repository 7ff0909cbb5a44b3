"""Rule: the folder is a chart and a kustomization."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.model.node import nearest
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity
from gitops_lint.source.classify import KUSTOMIZATION_NAMES


class ArgocdSourceTypeSurprising(Rule[Application]):
    """The folder of a source holds a `Chart.yaml` and a kustomization file.  Argo CD takes it for a kustomization and leaves the
    chart alone.

    Say what is meant: an explicit `helm: {}` section does not count, as it is empty; `helm.releaseName` does.

    **When to allow it.**  The kustomization renders the chart itself with `helmCharts`.
    """

    summary = "Argo CD takes the source for another type than it looks"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "helm", "kustomize"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Sources without a section that says their type, of repositories that are here."""
        deployable = deployed_by(target, repo)
        if deployable is None or deployable.not_checked:
            return
        sources = [source for source in read_application(target.value).sources if source.renders and not source.chart]
        if len(sources) != len(deployable.folders):
            return
        for source, folder in zip(sources, deployable.folders, strict=True):
            told = source.helm or source.kustomize or source.directory or source.plugin
            names = repo.tree.listdir(folder) if not told else ()
            kustomized = any(name in KUSTOMIZATION_NAMES for name in names)
            node = nearest(target, source.at("path"))
            if "Chart.yaml" in names and kustomized and not _inflates(repo, folder):
                yield self.finding(node, f"'{source.path}' holds a chart too, but Argo CD takes it for a kustomization")

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
                        #     ^^^^ 'shop' holds a chart too, but Argo CD takes it for a kustomization
                    """,
                "shop/Chart.yaml": """
                    {apiVersion: v2, name: shop, version: 1.0.0}
                    """,
                "shop/kustomization.yaml": """
                    resources: [pod.yaml]
                    """,
                "shop/pod.yaml": """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "registry.example/web:1"}]}}
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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/kustomization.yaml": """
                    resources: [pod.yaml]
                    """,
                "shop/pod.yaml": """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "registry.example/web:1"}]}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )


def _inflates(repo: Repository, folder: str) -> bool:
    """Whether a kustomization renders charts."""
    paths = {f"{folder}/{name}" for name in KUSTOMIZATION_NAMES}
    values = [document.value for document in repo.documents if document.path in paths]
    return any(isinstance(value, dict) and ("helmCharts" in value or "generators" in value) for value in values)
