"""What a pod may be told of itself (``validateObjectFieldSelector``, ``validateContainerResourceFieldSelector``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.names import invalid
from gitops_lint.apischema.apivalidation.reading import entries, mapping, text
from gitops_lint.apischema.errors import REQUIRED, SchemaError
from gitops_lint.apischema.opaque import is_placeholder
from gitops_lint.apischema.wording import listed, shorten, similar
from gitops_lint.finding import Pointer

_MAPS: Final = ("metadata.annotations", "metadata.labels")
_OF_A_POD: Final = ("metadata.name", "metadata.namespace", "metadata.uid")
_VARIABLE: Final = (
    *_OF_A_POD,
    *("spec.nodeName", "spec.serviceAccountName"),
    *("status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"),
)
_FILE: Final = (*_MAPS, *_OF_A_POD)
_CONVERTED: Final = frozenset(
    {*_VARIABLE, *_FILE, "spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host"}
)
_RESOURCES: Final = tuple(
    f"{side}.{name}" for side in ("limits", "requests") for name in ("cpu", "ephemeral-storage", "memory")
)
_HUGE: Final = ("limits.hugepages-", "requests.hugepages-")


def variable_errors(source: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    """Of the ``valueFrom`` of an environment variable."""
    yield from _field_errors(source, at, _VARIABLE)
    yield from _resource_errors(source, at)


def volume_errors(volume: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    """Of the files of a volume, projected ones included."""
    yield from _file_errors(volume, at)
    for index, source in entries(mapping(volume, "projected").get("sources")):
        yield from _file_errors(source, (*at, "projected", "sources", index))


def _file_errors(source: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    for index, item in entries(mapping(source, "downwardAPI").get("items")):
        here = (*at, "downwardAPI", "items", index)
        yield from _field_errors(item, here, _FILE)
        yield from _resource_errors(item, here)
        resource = mapping(item, "resourceFieldRef")
        if resource and not resource.get("containerName"):
            place = (*here, "resourceFieldRef")
            yield SchemaError("missing-field", place, f"{REQUIRED}: containerName", field="containerName")


def _field_errors(source: Mapping[str, Any], at: Pointer, allowed: tuple[str, ...]) -> Iterator[SchemaError]:
    path = text(mapping(source, "fieldRef").get("fieldPath"))
    if not path or is_placeholder(path):
        return
    here = (*at, "fieldRef", "fieldPath")
    whole, bracket, _ = path.partition("['")
    if bracket and path.endswith("']"):
        if whole not in _MAPS:
            yield invalid(here, path, "does not support subscript")
    elif path not in _CONVERTED:
        yield invalid(
            here, path, f"error converting fieldPath: field label not supported: {path}{_meant(path, allowed)}"
        )
    elif path not in allowed and path != "spec.host":
        yield _unsupported(here, path, allowed)


def _resource_errors(source: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    name = text(mapping(source, "resourceFieldRef").get("resource"))
    if name and not is_placeholder(name) and name not in _RESOURCES and not name.startswith(_HUGE):
        yield _unsupported((*at, "resourceFieldRef", "resource"), name, _RESOURCES)


def _unsupported(at: Pointer, value: str, allowed: tuple[str, ...]) -> SchemaError:
    words = f"Unsupported value: '{shorten(value)}': supported values: {listed(sorted(allowed))}"
    return SchemaError("invalid-value", at, words, got=value)


def _meant(path: str, allowed: tuple[str, ...]) -> str:
    meant = similar(path, allowed)
    return f", did you mean '{meant}'?" if meant else ""
