"""What helm says about a ``Chart.yaml`` by itself.

Source: ``pkg/chart/v2/metadata.go`` and ``dependency.go`` (Validate, which every command runs) and
``pkg/chart/v2/lint/rules/chartfile.go`` (which only ``helm lint`` runs) of helm 4; helm 3 has the same.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

REFUSED = "chart-metadata-invalid"
LINTED = "chart-metadata-questionable"
NOT_QUOTED = "chart-version-not-quoted"
NO_ICON = "chart-icon-missing"
DEPRECATED = "chart-deprecated"

_WORDS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_SEMVER = regex(rf"v?\d+(?:\.\d+){{0,2}}(?:-(?!(?:[^+]*\.)?0\d+(?:[.+]|$)){_WORDS})?(?:\+{_WORDS})?")
_ALIAS = regex(r"[a-zA-Z0-9_-]+")
_URL = regex(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_EMAIL = regex(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong with a file of a chart."""

    rule: str
    pointer: Pointer  #: of a value that exists
    message: str
    grip: str = "auto"  #: ``key`` where the key is meant, not its value


_TYPES: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    **dict.fromkeys(
        ("apiVersion", "appVersion", "condition", "description", "home", "icon", "kubeVersion", "name", "tags", "type"),
        ((str, int, float), "string"),
    ),
    "version": ((str, int, float), "string"),
    "deprecated": (bool, "bool"),
    "keywords": (list, "[]string"),
    "sources": (list, "[]string"),
    "maintainers": (list, "[]*chart.Maintainer"),
    "dependencies": (list, "[]*chart.Dependency"),
    "annotations": (dict, "map[string]string"),
}
"""The fields of ``Metadata`` with what YAML may say and the Go type in helm's complaint."""


def defects(value: Any, helm: int = 4) -> Iterator[Defect]:
    """Everything about the content of a ``Chart.yaml``, as this major version of helm sees it."""
    if value is None:
        value = {}
    if not isinstance(value, dict):
        yield Defect(REFUSED, (), f"cannot unmarshal {_json_type(value)} into Go value of type chart.Metadata")
        return
    yield from _refused(value)
    yield from _aliases(value)
    yield from _api_version(value, helm)
    yield from _linted(value)
    if not text(value.get("icon")):
        yield Defect(NO_ICON, (), "icon is recommended")
    if value.get("deprecated") is True:
        yield Defect(DEPRECATED, ("deprecated",), f"chart '{text(value.get('name'))}' is deprecated")


def text(value: Any) -> str:
    """A scalar as the string that helm makes of it for a field of type string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return value if isinstance(value, str) else ""


def dependencies(value: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """The dependencies that a ``Chart.yaml`` or ``requirements.yaml`` declares, with their place in the list."""
    items = value.get("dependencies") if isinstance(value, dict) else None
    return [
        (index, item) for index, item in enumerate(items if isinstance(items, list) else ()) if isinstance(item, dict)
    ]


def _refused(value: Mapping[str, Any]) -> Iterator[Defect]:
    name, version = text(value.get("name")), text(value.get("version"))
    for field, (allowed, kind) in _TYPES.items():
        item = value.get(field)
        if item is not None and not isinstance(item, allowed):
            message = f"cannot unmarshal {_json_type(item)} into Go struct field Metadata.{field} of type {kind}"
            yield Defect(REFUSED, (field,), message)
    for field in ("name", "version"):
        if not text(value.get(field)) and not isinstance(value.get(field), list | dict):
            yield Defect(REFUSED, _at(value, field), f"chart.metadata.{field} is required")
    for field in ("maintainers", "dependencies"):
        if None in _items(value, field):
            yield Defect(REFUSED, (field,), f"{field} must not contain empty or null nodes")
    if name in (".", "..") or name != posixpath.basename(name):
        yield Defect(REFUSED, ("name",), f"chart.metadata.name '{name}' is invalid")
    if version and not _SEMVER.fullmatch(version):
        yield Defect(REFUSED, ("version",), f"chart.metadata.version '{version}' is invalid")
    if text(value.get("type")) not in ("", "application", "library"):
        yield Defect(REFUSED, ("type",), "chart.metadata.type must be application or library")


def _aliases(value: Mapping[str, Any]) -> Iterator[Defect]:
    seen: set[str] = set()
    for index, item in dependencies(value):
        name, alias = text(item.get("name")), text(item.get("alias"))
        pointer = ("dependencies", index, "alias" if alias else "name")
        if alias and not _ALIAS.fullmatch(alias):
            yield Defect(REFUSED, pointer, f"dependency '{name}' has disallowed characters in the alias")
        key = alias or name
        if key in seen:
            yield Defect(REFUSED, pointer, f"more than one dependency with name or alias '{key}'")
        seen.add(key)


def _api_version(value: Mapping[str, Any], helm: int) -> Iterator[Defect]:
    """Helm 3 takes what is missing for v1 and does not mind what is unknown; helm 4 does not load it."""
    api = text(value.get("apiVersion"))
    if not api and not isinstance(value.get("apiVersion"), list | dict):
        message = "apiVersion is required: the value must be either 'v1' or 'v2'"
        yield Defect(LINTED, _at(value, "apiVersion"), message)
    elif api not in ("", "v1", "v2"):
        message = f"apiVersion '{api}' is not valid: the value must be either 'v1' or 'v2'"
        yield Defect(REFUSED if helm >= 4 else LINTED, ("apiVersion",), message)
    if api == "v1":
        if text(value.get("type")):
            yield Defect(
                LINTED, ("type",), "chart type is not valid in apiVersion 'v1', it is valid in apiVersion 'v2'"
            )
        if dependencies(value):
            message = (
                "dependencies are not valid in the Chart file with apiVersion 'v1', they are valid in apiVersion 'v2'"
            )
            yield Defect(LINTED, ("dependencies",), message)


def _linted(value: Mapping[str, Any]) -> Iterator[Defect]:
    for field in value:
        if field not in _TYPES:
            yield Defect(LINTED, (field,), f"unknown field '{field}'", "key")
    for field in ("version", "appVersion"):
        kind = _go_type(value.get(field))
        if kind is not None:
            message = f"{field} should be of type string but it's of type {kind}: helm reads '{text(value[field])}'"
            yield Defect(NOT_QUOTED, (field,), message)
    yield from _people_and_links(value)


def _people_and_links(value: Mapping[str, Any]) -> Iterator[Defect]:
    icon = text(value.get("icon"))
    if icon and not _URL.fullmatch(icon):
        yield Defect(LINTED, ("icon",), f"invalid icon URL '{icon}'")
    for index, source in enumerate(_items(value, "sources")):
        if not _URL.fullmatch(text(source)):
            yield Defect(LINTED, ("sources", index), f"invalid source URL '{text(source)}'")
    for index, maintainer in enumerate(_items(value, "maintainers")):
        if not isinstance(maintainer, dict):
            continue
        name, email = text(maintainer.get("name")), text(maintainer.get("email"))
        if not name:
            yield Defect(LINTED, ("maintainers", index), "each maintainer requires a name")
        elif email and not _EMAIL.fullmatch(email):
            message = f"invalid email '{email}' for maintainer '{name}'"
            yield Defect(LINTED, ("maintainers", index, "email"), message)


def _items(value: Mapping[str, Any], field: str) -> list[Any]:
    found = value.get(field)
    return found if isinstance(found, list) else []


def _at(value: Mapping[str, Any], field: str) -> Pointer:
    return (field,) if field in value else ()


def _json_type(value: Any) -> str:
    """What Go's JSON decoder calls a value."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "string"


def _go_type(value: Any) -> str | None:
    """The name of the Go type of a number or boolean; None for other values."""
    if isinstance(value, bool):
        return "bool"
    return "float64" if isinstance(value, int | float) else None
