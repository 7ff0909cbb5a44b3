"""The built-in kinds: Kubernetes' OpenAPI definitions, brought into our dialect, and the bundle that we ship of them.

The input is what kubernetes-validate carries (strict: unknown fields refused, null allowed where Go accepts it).
Five things are set right, because the API server decides differently from those schemas:

- ``oneOf`` of string and integer becomes a type list: a null matches both branches and would be refused;
- int32 gets its range, a quantity and a time their syntax, bytes their base64 alphabet: Go's decoder refuses the rest;
- fields that the OpenAPI document calls required although the server takes their zero value are not required;
- allowed values and ranges that only the prose states are added (`gitops_lint.apischema.constraints`);
- descriptions and what no validator reads are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from gitops_lint.apischema.constraints import constrain
from gitops_lint.apischema.definitions import PREFIX, Definitions, Schema, compact
from gitops_lint.apischema.versions import parse_minor
from gitops_lint.values import dataclass

QUANTITY_PATTERN = (
    r"^\s*[+-]?[0-9]*(\.[0-9]*)?([numkMGTPE]?|[KMGTPE]i|[eE][+-]?[0-9]+)\s*$"  # nothing but white space is refused:
)
"""What ``resource.ParseQuantity`` scans (apimachinery ``pkg/api/resource/quantity.go``)."""

BASE64_PATTERN = r"^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$"
"""The alphabet of Go's ``base64.StdEncoding``, which skips line ends; the length is checked where it matters."""

TIME_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{1,2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$"
"""What Go's ``time.Parse`` reads as RFC 3339 (apimachinery ``meta/v1/time.go``)."""

_INT32 = {"minimum": -(2**31), "maximum": 2**31 - 1}

_FORMATS: Mapping[str, Schema] = {
    "byte": {"pattern": BASE64_PATTERN, "format": "byte"},
    "date-time": {"pattern": TIME_PATTERN, "format": "date-time"},
    "int32": _INT32,
}

_KEPT = (
    "type",
    "enum",
    "required",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-patch-merge-key",
    "x-kubernetes-patch-strategy",
)

NOT_ENFORCED: Mapping[str, frozenset[str]] = {
    # Kubernetes' validation (pkg/apis/*/validation) accepts the zero value of these; newer OpenAPI documents agree.
    "io.k8s.api.apps.v1.ControllerRevision": frozenset({"revision"}),
    "io.k8s.api.apps.v1.StatefulSetSpec": frozenset({"serviceName"}),
    "io.k8s.api.core.v1.HTTPHeader": frozenset({"value"}),
    "io.k8s.api.core.v1.Sysctl": frozenset({"value"}),
    "io.k8s.api.networking.v1.NetworkPolicySpec": frozenset({"podSelector"}),
    "io.k8s.api.scheduling.v1.PriorityClass": frozenset({"value"}),
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion": frozenset(
        {"served", "storage"}
    ),
}


class GroupVersionKind(NamedTuple):
    """The exact identity of a kind; the core group is the empty string."""

    group: str
    version: str
    kind: str

    @property
    def api_version(self) -> str:
        """As ``apiVersion`` writes it."""
        return f"{self.group}/{self.version}" if self.group else self.version


def _types(schema: Mapping[str, Any]) -> list[str]:
    value = schema.get("type")
    return [value] if isinstance(value, str) else list(value or ())


def _scalar_union(schema: Mapping[str, Any]) -> Schema:
    """``oneOf`` of string and integer (IntOrString) or number (Quantity), the only unions there are."""
    types = sorted({name for branch in schema["oneOf"] for name in _types(branch)})
    if "number" in types:
        return {"type": types, "pattern": QUANTITY_PATTERN, "minLength": 1, "x-quantity": True}
    return {"type": types, "x-kubernetes-int-or-string": True}


def normalise(name: str, schema: Mapping[str, Any]) -> Schema:
    """One upstream definition, or a schema inside it (then with an empty name), in our dialect."""
    ref = schema.get("$ref")
    if isinstance(ref, str):
        return {"$ref": PREFIX + ref.rpartition("/")[2]}
    if "oneOf" in schema:
        return _scalar_union(schema)
    out: Schema = {key: schema[key] for key in _KEPT if key in schema}
    optional = NOT_ENFORCED.get(name)
    if optional and "required" in out:
        out["required"] = [field for field in out["required"] if field not in optional]
    written = schema.get("format")
    if isinstance(written, str):
        out.update(_FORMATS.get(written, {"format": written}))
    if "properties" in schema:
        out["properties"] = {key: normalise("", child) for key, child in schema["properties"].items()}
    if isinstance(schema.get("items"), Mapping):
        out["items"] = normalise("", schema["items"])
    if "additionalProperties" in schema:
        more = schema["additionalProperties"]
        out["additionalProperties"] = normalise("", more) if isinstance(more, Mapping) else more
    constrain(name, out)
    return out


def kinds_of(schema: Mapping[str, Any]) -> GroupVersionKind | None:
    """The kind a definition describes, if it is one that can be stored: it has metadata and one identity."""
    identities = list(schema.get("x-kubernetes-group-version-kind") or ())
    if len(identities) != 1 or "metadata" not in (schema.get("properties") or {}):
        return None
    identity = identities[0]
    return GroupVersionKind(identity["group"], identity["version"], identity["kind"])


@dataclass(frozen=True, slots=True)
class Release:
    """The kinds of one Kubernetes version."""

    version: str
    names: Mapping[GroupVersionKind, str]  #: the definition that describes a kind
    definitions: Definitions


def from_upstream(version: str, definitions: Mapping[str, Mapping[str, Any]]) -> Release:
    """A release straight from kubernetes-validate's definitions, for versions that we do not ship."""
    names = {gvk: name for name, schema in definitions.items() if (gvk := kinds_of(schema)) is not None}
    texts = {name: compact(normalise(name, schema)) for name, schema in definitions.items()}
    return Release(version, names, Definitions(texts))


def bundle_lines(releases: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[tuple[str, ...]]:
    """The bundle of several releases: equal definitions are stored once.

    First line: all versions.  Then, per definition: name, the versions that share this text (indices into the first
    line, as ranges), group, version and kind where it is a kind, the schema.
    """
    versions = sorted(releases, key=lambda version: parse_minor(version) or (0, 0))
    yield tuple(versions)
    texts: dict[tuple[str, str, str], list[int]] = {}
    for index, version in enumerate(versions):
        for name, schema in releases[version].items():
            identity = "/".join(kinds_of(schema) or ())
            texts.setdefault((name, identity, compact(normalise(name, schema))), []).append(index)
    for (name, identity, text), indices in sorted(texts.items()):
        yield name, _ranges(indices), identity, text


def _ranges(indices: list[int]) -> str:
    """``[0, 1, 2, 5]`` as ``0-2,5-5``."""
    parts: list[list[int]] = []
    for index in indices:
        if parts and parts[-1][1] == index - 1:
            parts[-1][1] = index
        else:
            parts.append([index, index])
    return ",".join(f"{first}-{last}" for first, last in parts)


def _within(ranges: str, index: int) -> bool:
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        if int(first) <= index <= int(last):
            return True
    return False


def release_from_lines(lines: Iterable[list[str]], version: str) -> Release:
    """One release out of a bundle."""
    rows = iter(lines)
    index = next(rows).index(version)
    names: dict[GroupVersionKind, str] = {}
    texts: dict[str, str] = {}
    for name, ranges, identity, text in rows:
        if _within(ranges, index):
            texts[name] = text
            if identity:
                names[GroupVersionKind(*identity.split("/"))] = name
    return Release(version, names, Definitions(texts))
