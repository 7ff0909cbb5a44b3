"""``gitops-lint config``: the effective configuration, its JSON Schema, a first file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from gitops_lint.api import registry_for
from gitops_lint.cli.main import OK
from gitops_lint.cli.options import Parser, parser, place, write
from gitops_lint.configshape import json_schema
from gitops_lint.problem import UserError
from gitops_lint.settings import FILE_NAMES

FIRST = """\
# Configuration of gitops-lint; `gitops-lint config schema` prints its JSON Schema.
version: 1
profile: default
# kubernetes-version: "1.33"     # judges what no cluster below does
# clusters:
#   prod: {server: "https://kubernetes.default.svc", kubernetes-version: "1.33"}
# overrides:
#   - paths: ["apps/dev/**"]
#     ignore: [single-replica]
#     reason: dev runs one of each
#     expires: 2027-03-31
"""


def arguments() -> Parser:
    """The options of ``config``."""
    made = parser("config", "Show the effective configuration, print its JSON Schema, write a first one.")
    made.add_argument("action", nargs="?", choices=("show", "schema", "init"), default="show")
    return made


def run(words: Sequence[str]) -> int:
    """Show, print the schema, or write a first configuration; returns the exit status."""
    options = arguments().parse_args(words)
    if options.action == "schema":
        write(json.dumps(json_schema(), indent=2) + "\n")
        return OK
    where = place(options, ["."])
    if options.action == "init":
        _init(where.root)
        return OK
    registry = registry_for(where.config)
    registry.check_settings(where.config)
    shown = {"root": str(where.root), **plain(where.config), "runs": sorted(registry.selected(where.config))}
    shown["argocd"]["version"] = ".".join(map(str, where.config.argocd.version))
    write(json.dumps(shown, indent=2, sort_keys=True) + "\n")
    return OK


def _init(root: Path) -> None:
    target = root / FILE_NAMES[0]
    if any((root / name).exists() for name in FILE_NAMES):
        raise UserError(f"'{root}' has a configuration already")
    target.write_text(FIRST, encoding="utf-8")
    write(f"wrote '{target}'\n")


def plain(value: Any) -> Any:
    """Settings as JSON can hold them."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name.replace("_", "-"): plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value
