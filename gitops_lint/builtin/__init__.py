"""The built-in plugin: one rule, one file, in a folder per domain.

It offers its rules through the same hook as everybody.  What the host gets are entries of a generated index, so that
a run imports only the rules it will use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from gitops_lint.finding import Confidence, Severity
from gitops_lint.hookspecs import hookimpl
from gitops_lint.registry import RuleEntry
from gitops_lint.rule import Rule


@hookimpl
def gitops_lint_rules() -> Iterable[RuleEntry]:
    """All built-in rules that are written in Python."""
    from gitops_lint.builtin.index import RULES

    return [_entry(*row) for row in RULES]


def _entry(  # noqa: PLR0913, PLR0917 - one row of the generated index, in its order
    name: str,
    module: str,
    class_name: str,
    summary: str,
    severity: int,
    confidence: int,
    target: str,
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    aliases: tuple[str, ...],
    wide: bool,
    since: str,
    security_severity: float | None,
    herald: str,
    deployed: bool,
) -> RuleEntry:
    def load() -> type[Rule[Any]]:
        rule: type[Rule[Any]] = getattr(import_module(f"gitops_lint.builtin.{module}"), class_name)
        return rule

    return RuleEntry(
        name,
        summary,
        Severity(severity),
        Confidence(confidence),
        target,
        kinds,
        frozenset(tags),
        aliases,
        wide,
        since,
        load,
        security_severity,
        herald=herald,
        deployed=deployed,
    )


def modules() -> Iterator[str]:
    """The modules of all rules, relative to this package: ``resources.memory_limit_missing``."""
    for file in sorted(Path(__file__).parent.glob("*/*.py")):
        if not file.name.startswith("_"):
            yield f"{file.parent.name}.{file.stem}"
