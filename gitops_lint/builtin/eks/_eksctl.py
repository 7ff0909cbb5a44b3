"""Clusters that eksctl makes: files of a tool, which no cluster is given."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Document, Repository


def cluster_configs(repo: Repository) -> Iterator[Document]:
    """The documents of the kind ClusterConfig."""
    for document in repo.documents:
        value = document.value if isinstance(document.value, dict) else {}
        if value.get("kind") == "ClusterConfig" and str(value.get("apiVersion")).startswith("eksctl.io/"):
            yield document
