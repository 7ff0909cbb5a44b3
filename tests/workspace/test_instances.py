"""Several Argo CD instances in one repository are told apart."""

from __future__ import annotations

from gitops_lint.settings import Config, config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: shop
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source: {{repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: {path}}}
"""


def app(name: str, path: str = "shop") -> str:
    return APPLICATION.format(name=name, path=path)


def instances(files: dict[str, str], config: Config | None = None) -> dict[tuple[str, str], str]:
    """The instance of each Application, by its name and the folder that it comes from in the end."""
    base = config_from({"version": 1, "repositories": {"https://github.com/acme/deploy": "."}})
    repo = build_repository(MemoryTree(files), config or base)
    found = [item for item in repo.deployables if item.application is not None]
    return {(item.application.name, item.root.path): item.instance for item in found if item.application is not None}


def test_one_application_under_two_folders_is_two_instances_and_so_is_all_below_them() -> None:
    files = {
        "clusters/dev/apps/shop.yaml": app("shop"),
        "clusters/prod/apps/shop.yaml": app("shop"),
        "clusters/prod/platform/dns.yaml": app("dns"),
        "tools/ci.yaml": app("ci"),
    }
    assert instances(files) == {
        ("shop", "clusters/dev/apps"): "clusters/dev",
        ("shop", "clusters/prod/apps"): "clusters/prod",
        ("dns", "clusters/prod/platform"): "clusters/prod",
        ("ci", "tools"): "",
    }


def test_overlays_of_one_base_are_instances_too() -> None:
    files = {
        "base/kustomization.yaml": "resources: [shop.yaml]\n",
        "base/shop.yaml": app("shop"),
        "dev/kustomization.yaml": "resources: [../base]\nnamePrefix: ''\ncommonAnnotations: {env: dev}\n",
        "prod/kustomization.yaml": "resources: [../base]\ncommonAnnotations: {env: prod}\n",
    }
    assert instances(files) == {("shop", "dev"): "dev", ("shop", "prod"): "prod"}


def test_without_a_name_that_is_there_twice_nothing_tells() -> None:
    assert set(instances({"dev/shop.yaml": app("shop-dev"), "prod/shop.yaml": app("shop-prod")}).values()) == {""}


def test_what_an_application_brings_belongs_to_its_instance() -> None:
    files = {
        "dev/root.yaml": app("root", "apps-of-dev"),
        "prod/root.yaml": app("root", "apps-of-prod"),
        "apps-of-dev/dns.yaml": app("dns"),
        "apps-of-prod/dns.yaml": app("dns"),
    }
    assert instances(files)["dns", "dev"] == "dev"
    assert instances(files)["dns", "prod"] == "prod"


def test_the_configuration_names_instances_and_where_they_run() -> None:
    config = config_from(
        {
            "version": 1,
            "repositories": {"https://github.com/acme/deploy": "."},
            "argocd": {"instances": {"green": {"roots": ["dev", "staging"], "cluster": "green-eks"}}},
            "clusters": {"green-eks": {"server": "https://green.example"}},
        }
    )
    files = {"dev/a/shop.yaml": app("shop"), "staging/dns.yaml": app("dns"), "prod/shop.yaml": app("shop")}
    repo = build_repository(MemoryTree(files), config)
    found = {item.root.path: (item.instance, item.cluster.name) for item in repo.deployables if item.application}
    assert found == {
        "dev/a": ("green", "green-eks"),
        "staging": ("green", "green-eks"),
        "prod": ("", "in-cluster"),
    }
