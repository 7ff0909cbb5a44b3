"""Whether ``Chart.lock`` was written for the dependencies that ``Chart.yaml`` has.

Source: ``HashReq`` in helm's ``internal/resolver/resolver.go``: the digest is that of both lists in
Go's JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gitops_lint.render.helm.metadata import dependencies, text

_FIELDS = ("name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias")
"""In the order of helm's ``Dependency``; name and repository are written even if they are empty."""

_ALWAYS = frozenset({"name", "repository"})
_ESCAPED = {"&": "\\u0026", "<": "\\u003c", ">": "\\u003e", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def is_out_of_sync(chart: Any, lock: Any) -> bool:
    """Whether ``helm dependency build`` refuses the lock; False where one of the files has another shape than helm's.

    Left alone are charts of the old ``apiVersion``, whose locks may be Helm 2's, and repositories by the name that
    they have on somebody's machine.
    """
    if not isinstance(chart, dict) or not isinstance(lock, dict) or chart.get("apiVersion") != "v2":
        return False
    digest = text(lock.get("digest"))
    wanted, locked = ([item for _, item in dependencies(value)] for value in (chart, lock))
    if not digest.startswith("sha256:") or not all(map(_is_plain, (*wanted, *locked))):
        return False
    return digest != lock_digest(wanted, locked)


def lock_digest(wanted: Sequence[Mapping[str, Any]], locked: Sequence[Mapping[str, Any]]) -> str:
    """What helm writes as ``digest``."""
    from hashlib import sha256

    lists = [[_ordered(item) for item in items] for items in (wanted, locked)]
    written = json.dumps(lists, separators=(",", ":"), ensure_ascii=False)
    for sign, escape in _ESCAPED.items():
        written = written.replace(sign, escape)
    return f"sha256:{sha256(written.encode()).hexdigest()}"


def _ordered(item: Mapping[str, Any]) -> dict[str, Any]:
    values = {field: _sorted(item.get(field)) or "" for field in _FIELDS}
    return {field: value for field, value in values.items() if value or field in _ALWAYS}


def _sorted(value: Any) -> Any:
    """Go writes the keys of a map in their order."""
    if isinstance(value, list):
        return [dict(sorted(item.items())) if isinstance(item, dict) else item for item in value]
    return value


def _is_plain(item: Mapping[str, Any]) -> bool:
    """Whether a dependency has nothing but what we are sure to write as Go does."""
    texts = [item.get(field) or "" for field in ("name", "version", "repository", "condition", "alias")]
    imports = item.get("import-values") or []
    lists = [*(item.get("tags") or []), *imports] if isinstance(imports, list) else [None]
    if not all(isinstance(value, str) for value in texts) or texts[2].startswith(("@", "alias:")):
        return False
    parts = [part for entry in lists for part in (entry.values() if isinstance(entry, dict) else [entry])]
    return all(isinstance(part, str) for part in parts) and isinstance(item.get("enabled", False), bool)
