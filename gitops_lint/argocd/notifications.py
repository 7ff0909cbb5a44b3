"""``argocd-notifications-cm``: which triggers, templates and services there are, and what subscribes to them.

Source of the semantics: ``github.com/argoproj/notifications-engine`` (``pkg/api/config.go``,
``pkg/subscriptions/annotations.go``, ``pkg/triggers``) and ``docs/operator-manual/notifications`` of Argo CD.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitops_lint.argocd.embedded import read_yaml
from gitops_lint.argocd.instance import settings_of_instance
from gitops_lint.argocd.plain import string, strings
from gitops_lint.model.repository import Repository
from gitops_lint.values import dataclass

CONFIG_MAP = "argocd-notifications-cm"
PREFIX = "notifications.argoproj.io/subscribe."


@dataclass(frozen=True, slots=True)
class Settings:
    """What the ConfigMaps of a repository have; those of namespaces with self-service count too."""

    triggers: frozenset[str]
    services: frozenset[str]
    has_default: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a trigger."""

    when: str
    send: tuple[str, ...]  #: names of templates


def notification_settings(repo: Repository, instance: str, namespace: str) -> Settings | None:
    """All of them, for an object in a namespace; None where those of its Argo CD are elsewhere.

    A ConfigMap in another namespace than Argo CD's counts for the Applications there, and adds to the one of Argo CD.
    """
    maps = [item for item in repo.of_kind("", "ConfigMap") if item.name == CONFIG_MAP]
    homes = {"", "argocd", namespace, *repo.once(settings_of_instance, instance).namespaces}
    found = [item.mapping("data") for item in maps]
    if not any(item.mapping("data") and item.namespace in homes for item in maps):
        return None
    return Settings(
        frozenset(name for data in found for name in names(data, "trigger.")),
        frozenset(name.rpartition(".")[2] for data in found for name in names(data, "service.")),
        any(str(key).startswith("defaultTriggers") for data in found for key in data),
    )


def names(data: Mapping[str, Any], prefix: str) -> frozenset[str]:
    """What follows a prefix in the keys."""
    return frozenset(str(key).removeprefix(prefix) for key in data if str(key).startswith(prefix))


def subscription_of(key: str) -> tuple[str, str]:
    """Trigger and service of an annotation; the trigger is empty where the default ones are meant."""
    parts = key.removeprefix(PREFIX).split(".")
    return (parts[0], parts[1]) if len(parts) > 1 else ("", parts[0])


def read_trigger(text: str) -> list[Condition] | None:
    """The conditions of a trigger; None where the text is something else."""
    value = read_yaml(text)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return None
    return [Condition(string(item.get("when")), strings(item.get("send"))) for item in value]
