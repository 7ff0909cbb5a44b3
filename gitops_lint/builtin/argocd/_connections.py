"""What the rules on Secrets of clusters and repositories share: where such an object says what."""

from __future__ import annotations

from gitops_lint.argocd.secrets import SECRET_TYPE
from gitops_lint.model.node import nearest
from gitops_lint.rule import Node, Resource

SECRET_KINDS = ("Secret", "external-secrets.io/ExternalSecret", "bitnami.com/SealedSecret")
CONNECTIONS = frozenset({"repository", "repository-write"})
"""The types that name one repository; the others are for all below a URL."""

_TEMPLATES = {"Secret": (), "ExternalSecret": ("spec", "target", "template"), "SealedSecret": ("spec", "template")}


def label_of(resource: Resource) -> Node:
    """The label that makes it a Secret for Argo CD."""
    return nearest(resource, (*_TEMPLATES[resource.kind], "metadata", "labels", SECRET_TYPE))


def key_of(resource: Resource, key: str) -> Node:
    """Where the object says what the Secret has under a key."""
    start = _TEMPLATES[resource.kind]
    sections = ((*start, "stringData"), (*start, "data"), ("spec", "encryptedData"))
    found = (resource.at(*section, key) for section in sections)
    return next((node for node in found if node is not None), None) or label_of(resource)
