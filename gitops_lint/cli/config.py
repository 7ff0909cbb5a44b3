"""``gitops-lint config``: the effective configuration, its JSON Schema, a first file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from gitops_lint.api import registry_for
from gitops_lint.cli.effective import as_file
from gitops_lint.cli.main import OK
from gitops_lint.cli.options import Parser, parser, place, write
from gitops_lint.configshape import json_schema
from gitops_lint.problem import UserError
from gitops_lint.report.order import count
from gitops_lint.settings import FILE_NAMES
from gitops_lint.source.write import Style, block

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
    made.add_argument("--output-format", choices=("yaml", "json"), default="yaml", help="of show")
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
    shown = as_file(where.config, where.root)
    if options.output_format == "json":
        facts = {"root": str(where.root), "file": where.config.path, "runs": sorted(registry.selected(where.config))}
        write(json.dumps({**facts, "configuration": shown}, indent=2) + "\n")
    else:
        origin = f"from {where.config.path}" if where.config.path else "there is no configuration file"
        number = count(len(registry.selected(where.config)), "rule")
        write(f"# what is in effect in {where.root}: {origin}; {number} run\n")
        write("\n".join(block(shown, 0, Style(dash=2))) + "\n")
    return OK


def _init(root: Path) -> None:
    target = root / FILE_NAMES[0]
    if any((root / name).exists() for name in FILE_NAMES):
        raise UserError(f"'{root}' has a configuration already")
    target.write_text(FIRST, encoding="utf-8")
    write(f"wrote '{target}'\n")
