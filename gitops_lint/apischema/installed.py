"""Kubernetes versions that an installed kubernetes-validate knows and we do not ship yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from gitops_lint.apischema.versions import parse_minor


@lru_cache(maxsize=1)
def installed_versions() -> Mapping[str, Path]:
    """The strict definitions of each version (``1.38``); empty where the package is not installed.

    The package is located, never imported: its data is all that is wanted.
    """
    from importlib.util import find_spec

    try:
        package = find_spec("kubernetes_validate")
    except (ImportError, ValueError):
        return {}
    if package is None or package.origin is None:
        return {}
    folder = Path(package.origin).parent / "kubernetes-json-schema"
    found = {}
    for path in folder.glob("v*-local-strict"):
        minor = parse_minor(path.name)
        if minor is not None:
            found[f"{minor[0]}.{minor[1]}"] = path / "_definitions.json"
    return dict(sorted(found.items(), key=lambda item: parse_minor(item[0]) or (0, 0)))


def read_definitions(path: Path) -> dict[str, Any]:
    """The definitions of one version by name."""
    definitions: dict[str, Any] = json.loads(path.read_text("utf-8"))["$defs"]
    return definitions
