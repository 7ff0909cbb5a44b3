"""The Pod Security labels of namespaces, wherever they are written."""

from __future__ import annotations

from collections.abc import Iterable

from gitops_lint.finding import Pointer
from gitops_lint.model.context import KubernetesVersion
from gitops_lint.model.node import Node
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.podsecurity.labels import PREFIX

KINDS = ("Namespace", "argoproj.io/Application")
"""Namespaces, and Applications that label the one Argo CD makes (``managedNamespaceMetadata``)."""

_MANAGED: Pointer = ("spec", "syncPolicy", "managedNamespaceMetadata", "labels")


def namespace_labels(target: Resource) -> Node | None:
    """The labels that an object gives to a namespace; None where it says nothing of Pod Security."""
    place = ("metadata", "labels") if target.is_a("", "Namespace") else _MANAGED
    held = target.get(*place)
    for label in held if isinstance(held, dict) else ():
        if isinstance(label, str) and label.startswith(PREFIX):
            return target.at(*place)
    return None


def cluster_versions(repo: Repository, target: Resource) -> Iterable[KubernetesVersion]:
    """The versions of the clusters in which the namespace is."""
    if target.is_a("", "Namespace"):
        return (target.context.kubernetes,)
    deployed = (each for each in repo.deployables if each.application is target)
    return sorted({resource.context.kubernetes for each in deployed for resource in each.resources})
