"""The sync plan of what the repository deploys: from `Deployable` to `Plan` and back to resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.instance import settings_of_instance
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
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
    """What the Application and argocd-cm of its instance say about a sync."""
    application = deployable.application
    policy: Mapping[str, Any] = application.mapping("spec", "syncPolicy") if application is not None else {}
    options = policy.get("syncOptions")
    automated = policy.get("automated")
    return Settings(
        destination_namespace=deployable.namespace,
        sync_options=tuple(item for item in options if isinstance(item, str)) if isinstance(options, list) else (),
        version=repo.config.argocd.version,
        health=repo.once(health_customisations, deployable.instance),
        prune=isinstance(automated, dict) and automated.get("prune") is True,
        manages_namespace=isinstance(policy.get("managedNamespaceMetadata"), dict),
        namespace_exists=application is None,
    )


def health_customisations(repo: Repository, instance: str) -> Customisations:
    """The health checks that argocd-cm of an instance adds; none where nobody says what is in it."""
    data = repo.once(settings_of_instance, instance).cm.agreed()
    return customisations(data, read_yaml) if data else NONE


def resource_of(deployable: Deployable, key: object) -> Resource | None:
    """The resource a plan's object stands for."""
    return deployable.resources[key] if isinstance(key, int) and key < len(deployable.resources) else None
