"""Which documents mean something to Kubernetes or to the tools that render for it."""

from __future__ import annotations

from gitops_lint.rule import Document
from gitops_lint.source.classify import classify

MANIFESTS = frozenset({"resource", "resource-list"})
RENDERED = MANIFESTS | {"kustomization", "kustomize-component", "kustomize-patch", "helm-values"}


def is_manifest(document: Document) -> bool:
    """Whether it is an object, or a list of them."""
    return classify(document.path, document.value) in MANIFESTS


def reaches_cluster(document: Document) -> bool:
    """Whether it is an object, or becomes part of one: patches, kustomizations, values of charts."""
    return classify(document.path, document.value) in RENDERED
