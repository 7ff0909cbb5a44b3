"""``gitops-lint rule``: a rule's page in the terminal, or the table of all rules."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from gitops_lint.api import registry_for
from gitops_lint.cli.main import OK
from gitops_lint.cli.options import Parser, parser, place, write
from gitops_lint.problem import UserError
from gitops_lint.registry import Registry, RuleEntry
from gitops_lint.rulepage import rule_page
from gitops_lint.settings import Config


def arguments() -> Parser:
    """The options of ``rule``."""
    made = parser("rule", "Explain rules.")
    made.add_argument("names", nargs="*", metavar="RULE", help="a rule, a tag or another tool's id")
    made.add_argument("--all", action="store_true", help="every rule's page")
    made.add_argument("--profile", metavar="PROFILE", help="show which rules this profile runs")
    made.add_argument("--output-format", choices=("text", "json", "markdown"), default="text")
    return made


def run(words: Sequence[str]) -> int:
    """Print pages or the table; returns the exit status."""
    options = arguments().parse_args(words)
    where = place(options, ["."])
    registry = registry_for(where.config)
    names = sorted(registry.entries if options.all else registry.expand(options.names))
    if options.output_format == "json":
        entries = [registry.entries[name] for name in names or sorted(registry.entries)]
        write(json.dumps([facts(entry, registry, where.config) for entry in entries], indent=2) + "\n")
    elif names:
        write("\n\n".join(rule_page(registry.entries[name]).rstrip() for name in names) + "\n")
        for name in names:
            if reason := registry.why_off(name, where.config):
                print(f"note: '{name}' does not run here: {reason}", file=sys.stderr)
    else:
        write(table(registry, where.config))
    return OK


def facts(entry: RuleEntry, registry: Registry, config: Config) -> dict[str, object]:
    """What a program may want to know about a rule."""
    return {
        "name": entry.name,
        "summary": entry.summary,
        "severity": entry.severity.label,
        "confidence": entry.confidence.label,
        "target": entry.target,
        "tags": sorted(entry.tags),
        "aliases": list(entry.aliases),
        "since": entry.since,
        "plugin": entry.plugin,
        "runs": not registry.why_off(entry.name, config),
        "why_off": registry.why_off(entry.name, config),
        "page": rule_page(entry),
    }


def table(registry: Registry, config: Config) -> str:
    """All rules, one a line; a star marks those that run."""
    if not registry.entries:
        raise UserError("there are no rules")
    chosen = registry.selected(config)
    width = max(map(len, registry.entries))
    lines = [
        f"{'*' if name in chosen else ' '} {name:<{width}}  {entry.severity.label:<7}  {entry.summary}"
        for name, entry in sorted(registry.entries.items())
    ]
    lines.append(f"\n{len(chosen)} of {len(lines)} rules run (*) under profile '{config.profile}'")
    return "\n".join(lines) + "\n"
