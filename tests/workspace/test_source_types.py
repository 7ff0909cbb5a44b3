"""A section of the source forces a type that the folder is not."""

from __future__ import annotations

from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop, namespace: argocd}}
spec:
  project: shop
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source: {{repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop, {section}}}
"""


def told(section: str, files: dict[str, str]) -> list[tuple[str, str, str]]:
    config = config_from({"version": 1, "repositories": {"https://github.com/acme/deploy": "."}})
    tree = MemoryTree({"apps/shop.yaml": APPLICATION.format(section=section), **files})
    repo = build_repository(tree, config)
    return [(problem.rule, problem.path, problem.message) for problem in repo.problems]


def test_it_is_said_at_the_application() -> None:
    plain = {"shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}"}
    for section, what in (
        ("helm: {releaseName: web}", "a chart and has no Chart.yaml"),
        ("kustomize: {namePrefix: web-}", "a kustomization and has no kustomization file"),
    ):
        message = f"'shop' is deployed as {what}"
        assert told(section, plain) == [("argocd-source-type-mismatch", "apps/shop.yaml", message)]


def test_an_empty_section_forces_nothing() -> None:
    plain = {"shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}"}
    assert told("helm: {}", plain) == []


def test_what_is_hydrated_is_rendered() -> None:
    application = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: shop
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  sourceHydrator:
    drySource:
      {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop, kustomize: {namePrefix: web-}}
    syncSource: {targetBranch: rendered, path: shop}
"""
    files = {
        "apps/shop.yaml": application,
        "shop/kustomization.yaml": "resources: [settings.yaml]",
        "shop/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}",
    }
    config = config_from({"version": 1, "repositories": {"https://github.com/acme/deploy": "."}})
    (settings,) = build_repository(MemoryTree(files), config).of_kind("", "ConfigMap")
    assert (settings.name, settings.namespace) == ("web-settings", "shop")
    cause = settings.origin.trace(("metadata", "name"))[0]
    assert cause.pointer == ("spec", "sourceHydrator", "drySource", "kustomize", "namePrefix")


def test_a_source_that_names_nothing_is_not_the_root_of_its_repository() -> None:
    """Argo CD refuses it, so that the Application does not deploy itself and all that is beside it."""
    application = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  sources:
    - {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
    - {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD}
"""
    files = {"shop.yaml": application, "shop/a.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}"}
    config = config_from({"version": 1, "repositories": {"https://github.com/acme/deploy": "."}})
    (shop,) = [item for item in build_repository(MemoryTree(files), config).deployables if item.application]
    assert [resource.kind for resource in shop.resources] == ["ConfigMap"]
    assert [part.reason for part in shop.not_checked] == ["a source names neither path nor chart"]
