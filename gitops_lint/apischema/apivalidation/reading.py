"""Reading objects whose shape nobody guarantees: what is not there or of another type reads as empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.opaque import is_encrypted, is_placeholder
from gitops_lint.finding import Pointer

_NOTHING: Final[Mapping[str, Any]] = {}


def mapping(value: object, *path: str) -> Mapping[str, Any]:
    """The mapping at a path below ``value``."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else _NOTHING


def entries(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The items of a list that are mappings, with their indices."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item


def text(value: object) -> str:
    """A string that is known: neither empty nor a placeholder."""
    return value if isinstance(value, str) and not is_placeholder(value) and not is_encrypted(value) else ""


def number(value: object) -> int | None:
    """An integer."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


Place = tuple[Mapping[str, Any], Pointer]
"""A mapping and where it is."""


def pod_template(value: Mapping[str, Any]) -> Place | None:
    """The pod of a built-in workload or Rollout: its template, or for a Pod the object itself."""
    kind, group = str(value.get("kind")), str(value.get("apiVersion") or "").rpartition("/")[0]
    if (group, kind) == ("", "Pod"):
        return value, ()
    path: tuple[str, ...]
    if (group, kind) == ("batch", "CronJob"):
        path = ("spec", "jobTemplate", "spec", "template")
    elif (group, kind) in _TEMPLATED:
        path = ("spec", "template")
    elif (group, kind) == ("", "PodTemplate"):
        path = ("template",)
    else:
        return None
    template = mapping(value, *path)
    return (template, path) if template else None


_TEMPLATED: Final = frozenset(
    {
        ("apps", "DaemonSet"),
        ("apps", "Deployment"),
        ("apps", "ReplicaSet"),
        ("apps", "StatefulSet"),
        ("argoproj.io", "Rollout"),
        ("batch", "Job"),
        ("", "ReplicationController"),
    }
)
