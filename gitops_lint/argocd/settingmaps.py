"""Argo CD's ConfigMaps as rules look at them: as rendered, or as values of the chart and patches will make them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.argocd.instance import Settings, instances_of, settings_of_instance
from gitops_lint.argocd.rbac import is_policy
from gitops_lint.argocd.told import NAMES, Told
from gitops_lint.finding import Pointer
from gitops_lint.model.context import Context
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.origin import Cause
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.values import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """The origin of a ConfigMap that is not rendered here: each key where it is said."""

    first: Cause
    keys: Mapping[str, Cause]
    chain: tuple[Cause, ...] = ()

    def trace(self, pointer: Pointer) -> tuple[Cause, ...]:
        """The place that says a key, or the first of all."""
        cause = self.keys.get(str(pointer[1])) if len(pointer) > 1 and pointer[0] == "data" else None
        return (cause or self.first,)


def setting_maps(repo: Repository) -> tuple[Resource, ...]:
    """All of them; ask through ``repo.once``."""
    rendered = [resource for resource in repo.of_kind("", "ConfigMap") if resource.name in NAMES]
    return (*rendered, *_made(repo))


def is_partial(resource: Resource) -> bool:
    """Whether more may be in the ConfigMap than the repository says."""
    return isinstance(resource.origin, Said)


def _made(repo: Repository) -> Iterator[Resource]:
    seen: set[tuple[object, ...]] = set()
    for instance in instances_of(repo):
        settings = repo.once(settings_of_instance, instance)
        for name, said in zip(NAMES, (settings.cm, settings.params, settings.rbac), strict=True):
            key = (name, *(told.cause("") for told in said.places))
            if key in seen or any(told.whole or told.path == repo.config.path for told in said.places):
                continue
            seen.add(key)
            made = _config_map(repo, name, said, instance)
            if made is not None:
                yield made


def _config_map(repo: Repository, name: str, said: Settings, instance: str) -> Resource | None:
    """The ConfigMap of what is said; None without anything certain, and where one of its policies is not."""
    keys: dict[str, Told] = {}
    for told in said.places:
        for key in told.data:
            if said.text(key):
                keys.setdefault(key, told)
            elif told.data[key] and is_policy(key):
                return None
    if not keys:
        return None
    first = next(iter(keys.values()))
    value = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name},
        "data": {key: told.data[key] for key, told in keys.items()},
    }
    origin = Said(first.cause(""), {key: told.cause(key) for key, told in keys.items()})
    deployable = Deployable("settings", first.path, instance=instance)
    context = Context(argocd=repo.config.argocd.version)
    return Resource(value, origin, context, namespace=first.namespace, deployable=deployable)
