"""Small repositories for the tests of this folder."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from gitops_lint.model.repository import Repository
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository


def repository(files: Mapping[str, str], config: Mapping[str, object] | None = None) -> Repository:
    """The repository of these files."""
    tree = MemoryTree({path: textwrap.dedent(text).strip("\n") + "\n" for path, text in files.items()})
    return build_repository(tree, config_from({"version": 1, **(config or {})}))


def pod(name: str, namespace: str = "", *, labels: str = "", more: str = "") -> str:
    """A Pod whose label ``app`` is its name."""
    where = f", namespace: {namespace}" if namespace else ""
    return f"""
apiVersion: v1
kind: Pod
metadata: {{name: {name}{where}, labels: {{app: {name}{labels}}}}}
spec: {{containers: [{{name: main, image: registry.example/main:1.0.0, ports: [{{containerPort: 8080}}]}}]{more}}}
"""


def deny(namespace: str = "", types: str = "Ingress", name: str = "deny") -> str:
    """A default deny."""
    where = f", namespace: {namespace}" if namespace else ""
    return f"""
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}{where}}}
spec: {{podSelector: {{}}, policyTypes: [{types}]}}
"""


def application(name: str, path: str, cluster: str, namespace: str) -> str:
    """An Application of the repository ``CONFIG`` knows."""
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  source: {{repoURL: "https://git.example/shop.git", path: {path}, targetRevision: HEAD}}
  destination: {{name: {cluster}, namespace: {namespace}}}
"""


CONFIG: Mapping[str, object] = {"repositories": {"https://git.example/shop.git": "."}}
