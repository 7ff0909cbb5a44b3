"""ConfigMaps, Secrets and claims (pkg/apis/core/validation)."""

from __future__ import annotations

import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.names import config_key, invalid
from gitops_lint.apischema.apivalidation.reading import mapping, text
from gitops_lint.apischema.errors import REQUIRED, SchemaError
from gitops_lint.apischema.opaque import is_encrypted, is_placeholder, is_sops
from gitops_lint.model.quantity import parse_quantity

LIMIT: Final = 1024 * 1024
"""Bytes that the values of one ConfigMap or Secret may have together."""

_REQUIRED_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}


def config_map_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """A ConfigMap: keys, size, and no key in both halves."""
    size = 0
    for field in ("data", "binaryData"):
        for key, entry in mapping(value, field).items():
            size += len(entry.encode(errors="replace")) if isinstance(entry, str) else 0
            if isinstance(key, str) and not is_placeholder(key) and (problem := config_key(key)):
                yield invalid((field, key), key, problem)
    for key in mapping(value, "binaryData").keys() & mapping(value, "data").keys():
        yield invalid(("binaryData", key), key, "duplicate of key present in data")
    if size > LIMIT:
        yield SchemaError("invalid-value", ("data",), f"Too long: must have at most {LIMIT} bytes, has {size}")


def secret_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """A Secret: keys, base64, size, and what its type asks for; values are never shown."""
    if is_sops(value):
        return
    size = 0
    opaque = False
    decoded: dict[str, bytes | None] = {}
    for field in ("data", "stringData"):
        for key, entry in mapping(value, field).items():
            if not isinstance(key, str) or is_placeholder(key):
                opaque = True
                continue
            if problem := config_key(key):
                yield invalid((field, key), key, problem)
            decoded[key] = None
            if not isinstance(entry, str) or is_placeholder(entry) or is_encrypted(entry):
                continue
            plain = entry.encode(errors="replace") if field == "stringData" else _decode(entry)
            if plain is None:
                yield SchemaError("invalid-value", (field, key), f"key '{key}': illegal base64 data", "base64")
            else:
                size += len(plain)
                decoded[key] = plain
    if size > LIMIT:
        yield SchemaError("invalid-value", ("data",), f"Too long: must have at most {LIMIT} bytes, has {size}")
    if not opaque:
        yield from _type_errors(value, decoded)


def _decode(text_: str) -> bytes | None:
    """Go's base64.StdEncoding: strict alphabet and padding, line ends skipped."""
    try:
        return binascii.a2b_base64(text_.replace("\r", "").replace("\n", "").encode("ascii"), strict_mode=True)
    except (binascii.Error, UnicodeEncodeError):
        return None


def _type_errors(value: Mapping[str, Any], decoded: Mapping[str, bytes | None]) -> Iterator[SchemaError]:
    kind = text(value.get("type"))
    place = ("data",) if mapping(value, "data") else ("stringData",) if mapping(value, "stringData") else ()
    for key in _REQUIRED_KEYS.get(kind, ()):
        if key not in decoded:
            yield SchemaError("missing-field", place, f"{REQUIRED}: {key}, by secrets of type {kind}", field=key)
        elif key.startswith(".docker") and decoded[key] is not None and not _is_json(decoded[key]):
            holder = "data" if key in mapping(value, "data") else "stringData"
            yield SchemaError("invalid-value", (holder, key), f"Invalid value: '{key}' is not JSON", "JSON")
    if kind == "kubernetes.io/basic-auth" and decoded.keys().isdisjoint({"username", "password"}):
        message = f"{REQUIRED}: username or password, by secrets of type {kind}"
        yield SchemaError("missing-field", place, message, field="username")
    if kind == "kubernetes.io/service-account-token":
        annotation = "kubernetes.io/service-account.name"
        if not mapping(value, "metadata", "annotations").get(annotation):
            message = f"{REQUIRED}: annotation {annotation}, by secrets of type {kind}"
            yield SchemaError("missing-field", ("metadata",), message, field=annotation)


def _is_json(data: bytes | None) -> bool:
    try:
        json.loads(data or b"")
    except (ValueError, RecursionError):
        return False
    return True


def claim_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """A PersistentVolumeClaim, and the claim templates of a StatefulSet."""
    if value.get("kind") == "PersistentVolumeClaim":
        yield from _claim_spec_errors(mapping(value, "spec"), ("spec",) if mapping(value, "spec") else ())
        return
    templates = mapping(value, "spec").get("volumeClaimTemplates")
    for index, template in enumerate(templates if isinstance(templates, list) else ()):
        if isinstance(template, dict):
            at = ("spec", "volumeClaimTemplates", index)
            yield from _claim_spec_errors(mapping(template, "spec"), (*at, "spec") if "spec" in template else at)


def _claim_spec_errors(spec: Mapping[str, Any], at: tuple[str | int, ...]) -> Iterator[SchemaError]:
    modes = spec.get("accessModes")
    if not modes:
        message = f"{REQUIRED}: at least 1 access mode is required"
        yield SchemaError("missing-field", at, message, field="accessModes")
    elif isinstance(modes, list) and "ReadWriteOncePod" in modes and len(modes) > 1:
        message = "Forbidden: may not use ReadWriteOncePod with other access modes"
        yield SchemaError("forbidden", (*at, "accessModes"), message)
    requests = mapping(spec, "resources", "requests")
    storage = parse_quantity(requests.get("storage"))
    if requests.get("storage") is None:
        place = (*at, "resources") if mapping(spec, "resources") else at
        yield SchemaError("missing-field", place, f"{REQUIRED}: resources.requests.storage", field="storage")
    elif storage is not None and storage.nano <= 0:
        yield invalid((*at, "resources", "requests", "storage"), str(requests["storage"]), "must be greater than zero")
