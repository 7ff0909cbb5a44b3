"""Reading objects whose shape nobody guarantees: what is not there or of another type reads as empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gitops_lint.apischema.opaque import is_known
from gitops_lint.finding import Pointer

_NOTHING: Final[Mapping[str, Any]] = {}


def mapping(value: object, *path: str) -> Mapping[str, Any]:
    """The mapping at a path below ``value``."""
    for key in path:
        if not isinstance(value, dict):
            return _NOTHING
        value = value.get(key)
    return value if isinstance(value, dict) else _NOTHING


def entries(value: object) -> Sequence[tuple[int, Mapping[str, Any]]]:
    """The items of a list that are mappings, with their indices."""
    if not isinstance(value, list):
        return ()
    return [(index, item) for index, item in enumerate(value) if isinstance(item, dict)]


def text(value: object) -> str:
    """A string that is known: neither empty nor a placeholder."""
    return value if isinstance(value, str) and value and is_known(value) else ""


def number(value: object) -> int | None:
    """An integer."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


Place = tuple[Mapping[str, Any], Pointer]
"""A mapping and where it is."""


def pod_template(value: Mapping[str, Any]) -> Place | None:
    """The pod of a built-in workload or Rollout: its template, or for a Pod the object itself."""
    path = TEMPLATES.get(identity(value))
    if not path:
        return None if path is None else (value, ())
    template = mapping(value, *path)
    return (template, path) if template else None


def identity(value: Mapping[str, Any]) -> tuple[str, str]:
    """Group and kind of an object."""
    return str(value.get("apiVersion") or "").rpartition("/")[0], str(value.get("kind"))


_SPEC_TEMPLATE: Final = ("spec", "template")
TEMPLATES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("", "Pod"): (),
    ("", "PodTemplate"): ("template",),
    ("", "ReplicationController"): _SPEC_TEMPLATE,
    ("apps", "DaemonSet"): _SPEC_TEMPLATE,
    ("apps", "Deployment"): _SPEC_TEMPLATE,
    ("apps", "ReplicaSet"): _SPEC_TEMPLATE,
    ("apps", "StatefulSet"): _SPEC_TEMPLATE,
    ("argoproj.io", "Rollout"): _SPEC_TEMPLATE,
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
    ("batch", "Job"): _SPEC_TEMPLATE,
}
"""Where the pod of a kind is."""
