"""Rules see the targets they ask for, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.engine import Engine
from gitops_lint.rule import Document, Occurrence, Place, Resource, Rule
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

FILES = {
    "root.yaml": """\
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec:
          project: default
          source: {repoURL: https://github.com/acme/deploy, path: web}
          destination: {server: https://kubernetes.default.svc, namespace: web}
        """,
    "web/service.yaml": """\
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        """,
    "other/service.yaml": """\
        apiVersion: v1
        kind: Service
        metadata: {name: other}
        """,
    "base/kustomization.yaml": "        resources: []\n",
    "values.yaml": "        replicas: 1\n",
}


class EveryObject(Rule[Resource]):
    """Sees all."""

    summary = "object"

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """It."""
        yield self.finding(target, target.name)


class DeployedObject(EveryObject):
    """Sees what an Application deploys."""

    deployed = True


class LooseDocument(Rule[Document]):
    """Sees what is no plain object."""

    summary = "document"
    documents = "loose"

    def check(self, target: Document) -> Iterator[Occurrence]:
        """It."""
        yield self.finding(Place(target.path), target.path)


def said(rule: type[Rule[Document] | Rule[Resource]]) -> set[str]:
    tree = MemoryTree({path: "\n".join(line[8:] for line in text.splitlines()) for path, text in FILES.items()})
    config = Config(repositories={"https://github.com/acme/deploy": "."})
    repo = build_repository(tree, config)
    return {found.message for found in Engine([rule()], repo).run().occurrences}


def test_deployed_objects_are_those_of_an_application() -> None:
    assert said(EveryObject) == {"web", "other"}
    assert said(DeployedObject) == {"web"}


def test_loose_documents_are_no_plain_objects() -> None:
    assert said(LooseDocument) == {"base/kustomization.yaml", "root.yaml", "values.yaml"}
