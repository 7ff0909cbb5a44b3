"""YAML as sigs.k8s.io/yaml reads it into Go values, and back."""

from __future__ import annotations

from typing import Any

from gitops_lint.patterns import regex
from gitops_lint.source.parse import parse

_BARE = regex(r"[A-Za-z_][-A-Za-z0-9_./]*\Z|/[-A-Za-z0-9_./]*\Z")
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"])


class YamlError(ValueError):
    """The text is not YAML that Kubernetes tools accept."""


def load_yaml(text: str) -> Any:
    """The value of the first document; None for an empty text. Raises `YamlError`."""
    parsed = parse("value.yaml", text.encode("utf-8", "replace"))
    if parsed.problems:
        raise YamlError(parsed.problems[0].message)
    first = parsed.documents[0] if parsed.documents else None
    return first.value if first is not None and first.index == 0 else None


def dump_yaml(value: Any) -> str:
    """YAML that parses to the same value, in the layout of ``yaml.Marshal``; doubtful strings are quoted."""
    return "\n".join(_lines(value))


def _lines(value: Any) -> list[str]:
    if isinstance(value, dict) and value:
        return [line for key in sorted(value) for line in _entry(f"{_scalar(key)}:", value[key])]
    if isinstance(value, list) and value:
        return [line for item in value for line in _item(item)]
    return [_scalar(value)]


def _entry(head: str, value: Any) -> list[str]:
    if isinstance(value, (dict, list)) and value:
        indent = "" if isinstance(value, list) else "  "
        return [head, *(indent + line for line in _lines(value))]
    return [f"{head} {_scalar(value)}"]


def _item(value: Any) -> list[str]:
    first, *others = _lines(value)
    return [f"- {first}", *(f"  {line}" for line in others)]


def _scalar(value: Any) -> str:
    import json

    if isinstance(value, str):
        if _BARE.match(value) and value.lower() not in _WORDS:
            return value
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return json.dumps(value)
