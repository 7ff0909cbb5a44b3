"""What goes with a root: through sets, from itself, and under the options of later releases."""

from __future__ import annotations

import pytest

from gitops_lint.builtin.argocd.argocd_finalizer_on_root import ArgocdFinalizerOnRoot
from gitops_lint.engine import Engine
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

FINALIZERS = ", finalizers: [resources-finalizer.argocd.argoproj.io]"
SET = """
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: all, namespace: argocd}}
spec:
  syncPolicy: {{preserveResourcesOnDeletion: {preserve}}}
  generators: [{{list: {{elements: [{{name: a}}, {{name: b}}]}}}}]
  template:
    metadata: {{name: "{{{{name}}}}"}}
    spec:
      project: default
      destination: {{server: "https://kubernetes.default.svc", namespace: argocd}}
      source: {{repoURL: "https://github.com/acme/shop.git", targetRevision: HEAD, path: shop}}
"""


def application(name: str, path: str = "apps", options: str = "") -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd{FINALIZERS}}}
spec:
  project: default
  destination: {{server: "https://kubernetes.default.svc", namespace: argocd}}
  source: {{repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: {path}}}
  syncPolicy: {{syncOptions: [{options}]}}
"""


def told(files: dict[str, str], version: str = "3.4") -> list[str]:
    here = {"https://github.com/acme/deploy": "."}
    config = config_from({"version": 1, "repositories": here, "argocd": {"version": version}})
    results = Engine([ArgocdFinalizerOnRoot()], build_repository(MemoryTree(files), config)).run()
    assert results.failures == []
    return [occurrence.message for occurrence in results.occurrences]


TWO = "deleting this Application deletes 2 Applications and all that they deploy"


@pytest.mark.parametrize(("preserve", "said"), [("false", [TWO]), ("true", [])])
def test_a_set_hands_the_finalizer_to_what_it_makes(preserve: str, said: list[str]) -> None:
    assert told({"root.yaml": application("root"), "apps/all.yaml": SET.format(preserve=preserve)}) == said


def test_a_root_that_deploys_itself_is_not_one_of_its_children() -> None:
    files = {"apps/root.yaml": application("root"), "apps/shop.yaml": application("shop", "shop")}
    assert told(files) == []
    assert told({**files, "apps/web.yaml": application("web", "web")}) == [TWO]


@pytest.mark.parametrize(("version", "said"), [("3.3", [TWO]), ("3.4", [])])
def test_the_option_of_the_root_counts_since_3_4(version: str, said: list[str]) -> None:
    files = {f"apps/{name}.yaml": application(name, name) for name in ("shop", "web")}
    assert told({"root.yaml": application("root", options="Delete=confirm"), **files}, version) == said
