"""Names, labels and annotations, in the words of apimachinery's ``util/validation``, without its regexes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Final

from gitops_lint.apischema.apivalidation.reading import mapping, text
from gitops_lint.apischema.errors import REQUIRED, SchemaError, tagged
from gitops_lint.apischema.opaque import is_known, is_placeholder
from gitops_lint.apischema.versions import parse_minor
from gitops_lint.apischema.wording import shorten
from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex

_LABEL: Final = regex(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_LABEL_1035: Final = regex(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN: Final = regex(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_QUALIFIED: Final = regex(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_CONFIG_KEY: Final = regex(r"[-._a-zA-Z0-9]+")

_LABEL_WORDS: Final = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
    "and must start and end with an alphanumeric character"
)
_LABEL_1035_WORDS: Final = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
    "start with an alphabetic character, and end with an alphanumeric character"
)
_SUBDOMAIN_WORDS: Final = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    "and must start and end with an alphanumeric character"
)
_QUALIFIED_WORDS: Final = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', "
    "and must start and end with an alphanumeric character"
)
_VALUE_WORDS: Final = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
    "and must start and end with an alphanumeric character"
)

ANNOTATIONS_LIMIT: Final = 256 * 1024
_PATH_SEGMENT_GROUPS: Final = frozenset({"rbac.authorization.k8s.io", "flowcontrol.apiserver.k8s.io"})
_LABEL_KINDS: Final = frozenset({("", "Namespace")})
_FREE_KINDS: Final = frozenset(
    {("", "Event"), ("events.k8s.io", "Event"), ("certificates.k8s.io", "ClusterTrustBundle")}
)
_LONGEST: Final[Mapping[tuple[str, str], int]] = {("batch", "CronJob"): 52, ("batch", "Job"): 63}
_FEW: Final = 16  # so many annotations, each as short as that, never come near the limit
_SHORT: Final = 1024

Naming = Callable[[str], str]
"""Why an object cannot have a name; empty if it can."""


def subdomain(value: str) -> str:
    """Why a value is no RFC 1123 subdomain; empty if it is one."""
    if len(value) <= 63 and _LABEL.fullmatch(value):  # as nearly all are
        return ""
    return _shape(value, _SUBDOMAIN, 253, _SUBDOMAIN_WORDS)


@lru_cache(maxsize=4096)
def label(value: str) -> str:
    """Why a value is no RFC 1123 label; empty if it is one."""
    return _shape(value, _LABEL, 63, _LABEL_WORDS)


def label_1035(value: str) -> str:
    """Why a value is no RFC 1035 label; empty if it is one."""
    return _shape(value, _LABEL_1035, 63, _LABEL_1035_WORDS)


def port_name(value: str) -> str:
    """Why a value is no IANA service name; empty if it is one."""
    if len(value) > 15:
        return "must be no more than 15 characters"
    if not re.fullmatch(r"[-a-z0-9]+", value):
        return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
    if not re.search(r"[a-z]", value):
        return "must contain at least one letter (a-z)"
    if "--" in value:
        return "must not contain consecutive hyphens"
    return "must not begin or end with a hyphen" if value[0] == "-" or value[-1] == "-" else ""


def config_key(value: str) -> str:
    """Why a value is no key of a ConfigMap or Secret; empty if it is one."""
    if len(value) > 253:
        return "must be no more than 253 characters"
    if not _CONFIG_KEY.fullmatch(value):
        return "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
    return "must not be '.' or start with '..'" if value in (".", "..") or value.startswith("..") else ""


@lru_cache(maxsize=4096)
def qualified_name(value: str) -> str:
    """Why a value is no label or annotation key; empty if it is one."""
    prefix, slash, name = value.rpartition("/")
    if slash:
        if not prefix:
            return "prefix part must be non-empty"
        if "/" in prefix:
            return "a qualified name must have at most one '/' between its prefix and name"
        if problem := subdomain(prefix):
            return f"prefix part {problem}"
    if not name:
        return "name part must be non-empty"
    if len(name) > 63:
        return "name part must be no more than 63 characters"
    return "" if _QUALIFIED.fullmatch(name) else _QUALIFIED_WORDS


@lru_cache(maxsize=4096)
def label_value(value: str) -> str:
    """Why a value is no label value; empty if it is one."""
    if len(value) > 63:
        return "must be no more than 63 characters"
    return "" if not value or _QUALIFIED.fullmatch(value) else _VALUE_WORDS


def _shape(value: str, pattern: re.Pattern[str], limit: int, words: str) -> str:
    if len(value) > limit:
        return f"must be no more than {limit} characters"
    return "" if pattern.fullmatch(value) else words


def metadata_errors(
    value: Mapping[str, Any], template: tuple[str, ...] | None, name_problem: Naming
) -> list[SchemaError]:
    """Name, namespace, labels and annotations of an object, and of its pod template if its kind has one."""
    metadata = value.get("metadata")
    inner = mapping(value, *template, "metadata") if template else None
    if _is_named(metadata, name_problem) and _is_fine(metadata) and (not inner or _is_fine(inner)):
        return []
    return list(_metadata_errors(mapping(metadata), inner or {}, template or (), name_problem))


def _is_named(metadata: Any, name_problem: Naming) -> bool:
    """Whether name and namespace are given and right, and nothing else decides about them; so it is nearly always."""
    if type(metadata) is not dict or "generateName" in metadata or "finalizers" in metadata:
        return False
    name, namespace = metadata.get("name"), metadata.get("namespace")
    if type(name) is not str or not name or name_problem(name):
        return False
    return namespace is None or (type(namespace) is str and not label(namespace))


def _is_fine(metadata: Any) -> bool:
    """Whether labels and annotations are texts with right names, and short ones; so it is nearly always."""
    labels, annotations = metadata.get("labels"), metadata.get("annotations")
    if labels is not None:
        if type(labels) is not dict:
            return False
        for key, value in labels.items():
            if type(key) is not str or type(value) is not str or qualified_name(key) or label_value(value):
                return False
    if annotations is None:
        return True
    if type(annotations) is not dict or len(annotations) > _FEW:
        return False
    for key, value in annotations.items():
        if type(key) is not str or type(value) is not str or len(value) > _SHORT or qualified_name(key.lower()):
            return False
    return True


def _metadata_errors(
    metadata: Mapping[str, Any], inner: Mapping[str, Any], template: tuple[str, ...], name_problem: Naming
) -> Iterator[SchemaError]:
    yield from tagged("name-invalid", _name_errors(metadata, name_problem))
    namespace = metadata.get("namespace")
    if isinstance(namespace, str) and namespace and (problem := label(namespace)) and text(namespace):
        yield invalid(("metadata", "namespace"), namespace, problem, "name-invalid")
    yield from label_errors(metadata.get("labels"), ("metadata", "labels"))
    yield from _annotation_errors(metadata.get("annotations"), ("metadata", "annotations"))
    yield from _finalizer_errors(metadata.get("finalizers"))
    yield from label_errors(inner.get("labels"), (*template, "metadata", "labels"))
    yield from _annotation_errors(inner.get("annotations"), (*template, "metadata", "annotations"))


def _finalizer_errors(finalizers: object) -> Iterator[SchemaError]:
    """``ValidateFinalizerName``: each is a qualified name."""
    for index, name in enumerate(finalizers if isinstance(finalizers, list) else ()):
        known = "" if name is None else name
        if isinstance(known, str) and not is_placeholder(known) and (problem := qualified_name(known)):
            yield invalid(("metadata", "finalizers", index), known, problem)


def _name_errors(metadata: Mapping[str, Any], name_problem: Naming) -> Iterator[SchemaError]:
    name = metadata.get("name")
    if not name and not metadata.get("generateName"):
        pointer: Pointer = ("metadata",) if metadata else ()
        yield SchemaError("missing-field", pointer, f"{REQUIRED}: name or generateName is required", field="name")
    known = text(name)
    if known and (problem := name_problem(known)):
        yield invalid(("metadata", "name"), known, problem)
    prefix = text(metadata.get("generateName"))
    whole = f"{prefix[:-1]}a" if prefix.endswith("-") else prefix  # what is generated never ends with the dash
    if prefix and (problem := name_problem(whole)):
        yield invalid(("metadata", "generateName"), prefix, problem)


def naming(group: str, kind: str, kubernetes_version: str) -> Naming:
    """What tells why an object of that kind cannot have a name."""
    if (group, kind) in _FREE_KINDS:
        return lambda name: ""
    if group in _PATH_SEGMENT_GROUPS:
        return _path_segment
    if (group, kind) == ("", "Service"):
        relaxed = (parse_minor(kubernetes_version) or (1, 0)) >= (1, 34)  # KEP-5311 lets names start with a digit
        return label if relaxed else label_1035
    if (group, kind) in _LABEL_KINDS:
        return label
    limit = _LONGEST.get((group, kind))
    return subdomain if limit is None else partial(_short_subdomain, limit)


def _path_segment(name: str) -> str:
    if name in (".", ".."):
        return f"may not be '{name}'"
    return next((f"may not contain '{sign}'" for sign in "/%" if sign in name), "")


def _short_subdomain(limit: int, name: str) -> str:
    return f"must be no more than {limit} characters" if len(name) > limit else subdomain(name)


def label_errors(labels: object, pointer: Pointer) -> Iterator[SchemaError]:
    """Keys and values of a mapping of labels."""
    for key, value in mapping(labels).items():
        if not isinstance(key, str) or not isinstance(value, str):
            continue
        wrong_key = qualified_name(key)
        problem = wrong_key or label_value(value)
        if problem and is_known(key) and is_known(value):  # neither placeholders nor encrypted values are labels
            yield invalid((*pointer, key), key if wrong_key else value, problem, "label-invalid")


def _annotation_errors(annotations: object, pointer: Pointer) -> Iterator[SchemaError]:
    size = 0
    for key, value in mapping(annotations).items():
        if not isinstance(key, str):
            continue
        problem = qualified_name(key.lower())
        if problem and not is_placeholder(key):
            yield invalid((*pointer, key), key, problem, "annotation-invalid")
        size += 4 * (len(key) + (len(value) if isinstance(value, str) else 0))  # at most
    if size > ANNOTATIONS_LIMIT:
        size = sum(len(str(part).encode(errors="replace")) for pair in mapping(annotations).items() for part in pair)
    if size > ANNOTATIONS_LIMIT:
        message = f"Too long: must have at most {ANNOTATIONS_LIMIT} bytes, has {size}"
        yield SchemaError("invalid-value", pointer, message, family="annotation-invalid")


def invalid(pointer: Pointer, value: object, problem: str, family: str = "") -> SchemaError:
    """``Invalid value``, in the API server's form."""
    shown = f"'{shorten(value)}'" if isinstance(value, str) else str(value)
    return SchemaError("invalid-value", pointer, f"Invalid value {shown}: {problem}", got=str(value), family=family)
