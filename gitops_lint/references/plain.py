"""Reading untrusted plain values: a wrong shape reads as absent, never as an exception."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EMPTY: Mapping[str, Any] = MappingProxyType({})
"""What a mapping that is not there reads as."""


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else EMPTY


def items(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """The value if it is a string, else the empty string."""
    return value if isinstance(value, str) else ""


def at(value: object, *path: str) -> Any:
    """What stands at a path of mapping keys, or None."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def mappings(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each mapping of a list with its index; other members are passed over."""
    for index, item in enumerate(items(value)):
        if isinstance(item, dict):
            yield index, item


def group_of(value: object) -> str:
    """The API group of an object: '' for the core group and for an unreadable apiVersion.

    Source: ``ParseGroupVersion`` of k8s.io/apimachinery (more than one slash is no group version).
    """
    api_version = value.get("apiVersion") if isinstance(value, dict) else None
    return _group(api_version) if isinstance(api_version, str) else ""


def group_kind_of(value: object) -> tuple[str, str]:
    """Group and kind as ``GroupVersionKind()`` gives them: both '' where the apiVersion is unreadable."""
    group, _, kind = qualified_kind_of(value).partition("/")
    return group, kind


def qualified_kind_of(value: object) -> str:
    """Group and kind as one word: 'apps/Deployment', '/Pod'; '/' where they cannot be told."""
    if not isinstance(value, dict):
        return "/"
    return _qualified(text(value.get("apiVersion")), text(value.get("kind")))


@lru_cache(4096)
def _group(api_version: str) -> str:
    return api_version.split("/", 1)[0] if api_version.count("/") == 1 else ""


@lru_cache(4096)
def _qualified(api_version: str, kind: str) -> str:
    return "/" if api_version.count("/") > 1 else f"{_group(api_version)}/{kind}"


def kind_of(value: object) -> str:
    """The kind of an object, '' where it has none."""
    return text(value.get("kind")) if isinstance(value, dict) else ""


def name_of(value: object) -> str:
    """``metadata.name``, '' where there is none."""
    return text(at(value, "metadata", "name"))


def identity_of(value: Mapping[str, Any]) -> tuple[str, str, str]:
    """Group, kind and name of an object: `group_of`, `kind_of` and `name_of` at once."""
    api_version, kind, metadata = value.get("apiVersion"), value.get("kind"), value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else ""
    return (
        _group(api_version) if isinstance(api_version, str) else "",
        kind if isinstance(kind, str) else "",
        name if isinstance(name, str) else "",
    )


def namespace_of(value: object) -> str:
    """``metadata.namespace`` as written, '' where there is none."""
    return text(at(value, "metadata", "namespace"))


def string_map(value: object) -> Mapping[str, str]:
    """A map of strings the way apimachinery reads labels and annotations.

    A null value reads as ''; one value of any other type makes the whole map unreadable, hence empty.
    Source: ``NestedNullCoercingStringMap`` of k8s.io/apimachinery.
    """
    if not isinstance(value, dict):
        return EMPTY
    result: dict[str, str] = {}
    for key, item in value.items():
        if not isinstance(key, str) or not (item is None or isinstance(item, str)):
            return EMPTY
        result[key] = item or ""
    return result


def labels_of(value: object) -> Mapping[str, str]:
    """``metadata.labels``; empty if any value is not a string."""
    return string_map(at(value, "metadata", "labels"))


def annotations_of(value: object) -> Mapping[str, str]:
    """``metadata.annotations``; empty if any value is not a string."""
    return string_map(at(value, "metadata", "annotations"))


def escape(key: str) -> str:
    """A mapping key as a JSON Pointer token (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
