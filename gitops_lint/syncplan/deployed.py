"""The sync plan of what the repository deploys: from `Deployable` to `Plan` and back to resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.source.parse import parse
from gitops_lint.syncplan.health import NONE, Customisations, customisations
from gitops_lint.syncplan.objects import SyncObject
from gitops_lint.syncplan.plan import Plan, Settings, plan


def sync_plan(repo: Repository, deployable: Deployable) -> Plan:
    """What Argo CD does when it syncs this deployable for the first time; ask for it through ``repo.once``.

    The key of each object is its index in ``deployable.resources``.
    """
    objects = [SyncObject(index, item.value, item.namespace) for index, item in enumerate(deployable.resources)]
    return plan(objects, settings_of(repo, deployable))


def settings_of(repo: Repository, deployable: Deployable) -> Settings:
    """What the Application and the repository's argocd-cm say about a sync."""
    application = deployable.application
    policy: Mapping[str, Any] = application.mapping("spec", "syncPolicy") if application is not None else {}
    options = policy.get("syncOptions")
    automated = policy.get("automated")
    return Settings(
        destination_namespace=deployable.namespace,
        sync_options=tuple(item for item in options if isinstance(item, str)) if isinstance(options, list) else (),
        version=repo.config.argocd.version,
        health=repo.once(health_customisations),
        prune=isinstance(automated, dict) and automated.get("prune") is True,
        manages_namespace=isinstance(policy.get("managedNamespaceMetadata"), dict),
        namespace_exists=application is None,
    )


def argocd_cm(repo: Repository) -> Mapping[str, Any]:
    """The data of the one argocd-cm of the repository; empty where there is none or more than one."""
    inline = repo.config.argocd.config
    if isinstance(inline, Mapping):
        return inline
    found = [item for item in repo.of_kind("", "ConfigMap") if item.name == "argocd-cm"]
    if isinstance(inline, str) and inline:
        found = [item for item in found if item.origin.first.path == inline] or found
    contents = {repr(item.get("data")) for item in found}
    return found[0].mapping("data") if len(contents) == 1 else {}


def health_customisations(repo: Repository) -> Customisations:
    """The health checks that argocd-cm adds; none where it is not in the repository."""
    data = argocd_cm(repo)
    return customisations(data, _yaml) if data else NONE


def _yaml(text: str) -> object:
    documents = parse("argocd-cm", text.encode()).documents
    return documents[0].value if documents else None


def resource_of(deployable: Deployable, key: object) -> Resource | None:
    """The resource a plan's object stands for."""
    return deployable.resources[key] if isinstance(key, int) and key < len(deployable.resources) else None
