"""A manifest without what its containers run.

Image, command, arguments, resources and the values of variables change with every release, and say nothing about how
objects fit together.  Neither do the tags and digests that a kustomization gives to images.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

INSIDE: Final = frozenset(("image", "imagePullPolicy", "command", "args", "resources"))
"""The fields of a container that an outline leaves out; ``value`` of its variables is another."""

_OF_VARIABLES: Final = frozenset(("value",))

TAGS: Final = frozenset(("newTag", "digest"))
"""The fields of an image of a kustomization that an outline leaves out."""

_TEMPLATE: Final = ("spec", "template", "spec")
PODS: Final = {
    ("apps/v1", "Deployment"): _TEMPLATE,
    ("apps/v1", "StatefulSet"): _TEMPLATE,
    ("apps/v1", "DaemonSet"): _TEMPLATE,
    ("batch/v1", "Job"): _TEMPLATE,
    ("batch/v1", "CronJob"): ("spec", "jobTemplate", *_TEMPLATE),
}
_LISTS: Final = ("containers", "initContainers")
_KUSTOMIZATIONS: Final = frozenset(
    (
        ("kustomize.config.k8s.io/v1", "Kustomization"),
        ("kustomize.config.k8s.io/v1beta1", "Kustomization"),
        ("kustomize.config.k8s.io/v1alpha1", "Component"),
    )
)


def outline(value: Any, inside: list[Any]) -> Any:
    """The value with None for what is left out, which is added to ``inside``; the value itself where nothing is."""
    if not isinstance(value, dict):
        return value
    api_version, kind = value.get("apiVersion"), value.get("kind")
    if not isinstance(api_version, str) or not isinstance(kind, str):
        return value
    if (api_version, kind) in _KUSTOMIZATIONS and isinstance(value.get("images"), list):
        return {**value, "images": [_without(item, TAGS, inside) for item in value["images"]]}
    way = PODS.get((api_version, kind))
    return value if way is None else _below(value, way, inside)


def _below(value: Any, way: Sequence[str], inside: list[Any]) -> Any:
    if not isinstance(value, dict):
        return value
    if way:
        return {**value, way[0]: _below(value[way[0]], way[1:], inside)} if way[0] in value else value
    lists = {name: value[name] for name in _LISTS if isinstance(value.get(name), list)}
    return {**value, **{name: [_container(item, inside) for item in items] for name, items in lists.items()}}


def _container(value: Any, inside: list[Any]) -> Any:
    if not isinstance(value, dict):
        return value
    out = _without(value, INSIDE, inside)
    variables = value.get("env")
    if isinstance(variables, list):
        out["env"] = [_without(item, _OF_VARIABLES, inside) for item in variables]
    return out


def _without(value: Any, names: frozenset[str], inside: list[Any]) -> Any:
    """A mapping with None for each of these fields that it has."""
    if not isinstance(value, dict):
        return value
    out = dict(value)
    for name in value:
        if name in names:
            inside.append(value[name])
            out[name] = None
    return out
