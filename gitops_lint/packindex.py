"""What is known of our own declarative rules and profiles without parsing them: ``rules/index.json``, generated.

A run parses the files of those rules alone that it uses.  Packs of others are read as a whole (`plugins.packs_in`):
nobody would make their index anew when they change a rule.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from gitops_lint.finding import Confidence, Severity
from gitops_lint.registry import Profile, RuleEntry
from gitops_lint.rule import Rule

NAME = "index.json"


def index_of(folder: Path, rules: Iterable[tuple[str, RuleEntry]], profiles: Iterable[Profile]) -> str:
    """The index of a folder: of its rules, each in a file of its own, and of its profiles."""
    declared = [
        {
            "file": Path(file).relative_to(folder).as_posix(),
            "name": entry.name,
            "summary": entry.summary,
            "severity": int(entry.severity),
            "confidence": int(entry.confidence),
            "kinds": entry.kinds,
            "tags": sorted(entry.tags),
            "aliases": entry.aliases,
            "since": entry.since,
            "security_severity": entry.security_severity,
        }
        for file, entry in rules
    ]
    named = [[each.name, each.summary, each.extends, each.select, each.ignore, each.rules] for each in profiles]
    lines = ",\n".join(json.dumps(row) for row in declared), ",\n".join(json.dumps(row) for row in named)
    return f'{{"rules": [\n{lines[0]}\n], "profiles": [\n{lines[1]}\n]}}\n'


def entries_in(folder: Path, plugin: str) -> tuple[list[RuleEntry], list[Profile]]:
    """The rules and profiles of a folder that has an index."""
    data: dict[str, list[Any]] = json.loads((folder / NAME).read_bytes())
    return list(_entries(data["rules"], folder, plugin)), list(_profiles(data["profiles"]))


def _entries(rows: Iterable[dict[str, Any]], folder: Path, plugin: str) -> Iterator[RuleEntry]:
    for row in rows:
        yield RuleEntry(
            name=row["name"],
            summary=row["summary"],
            severity=Severity(row["severity"]),
            confidence=Confidence(row["confidence"]),
            target="Resource",
            kinds=tuple(row["kinds"]),
            tags=frozenset(row["tags"]),
            aliases=tuple(row["aliases"]),
            wide=False,
            since=row["since"],
            load=partial(_loaded, folder / row["file"]),
            security_severity=row["security_severity"],
            plugin=plugin,
        )


def _profiles(rows: Iterable[list[Any]]) -> Iterator[Profile]:
    for name, summary, extends, select, ignore, rules in rows:
        yield Profile(name, summary, tuple(extends), tuple(select), tuple(ignore), rules)


def _loaded(file: Path) -> type[Rule[Any]]:
    from gitops_lint.packs import declared_class
    from gitops_lint.source.parse import parse

    return declared_class(parse(str(file), file.read_bytes()).documents[0].value)
