"""``gitops-lint baseline``: accept today's findings."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from gitops_lint.api import Run, registry_for
from gitops_lint.baseline import FILE_NAME, Entry, baseline_text, read_baseline, split_known
from gitops_lint.cli.main import FOUND, OK
from gitops_lint.cli.options import Parser, parser, place
from gitops_lint.finding import Finding
from gitops_lint.problem import UserError
from gitops_lint.report.order import count
from gitops_lint.source.discover import working_copy


def arguments() -> Parser:
    """The options of ``baseline``."""
    made = parser("baseline", "Accept today's findings; report only new ones from now on.")
    made.add_argument("--output", metavar="FILE", help=f"default: the configured one, else {FILE_NAME}")
    made.add_argument("--prune", action="store_true", help="only drop what is gone; accept nothing new")
    made.add_argument("--check", action="store_true", help="change nothing; exit 1 if pruning would change it")
    return made


def run(words: Sequence[str]) -> int:
    """Write, prune or check the baseline; returns the exit status."""
    options = arguments().parse_args(words)
    where = place(options, ["."])
    name = options.output or where.config.baseline or FILE_NAME
    target = where.root / name
    tree = working_copy(where.root)
    report = Run(tree, where.config, registry_for(where.config), root=str(where.root)).report()
    findings: Sequence[Finding] = report.findings
    before: Collection[Entry] = ()
    if options.prune or options.check:
        before = read_baseline(where.root, name)
        _, findings = split_known(findings, before, set(tree.paths()))
    text = baseline_text(findings)
    if options.check:
        if target.is_file() and target.read_text("utf-8") == text:
            return OK
        print(f"'{name}' names what is gone or elsewhere: 'gitops-lint baseline --prune' mends it", file=sys.stderr)
        return FOUND
    _write(target, text)
    if options.prune:
        print(f"kept {len(findings)} of {count(len(before), 'finding')} in '{name}'", file=sys.stderr)
        return OK
    print(f"accepted {count(len(findings), 'finding')} in '{name}'", file=sys.stderr)
    if not where.config.baseline:
        print(f"put 'baseline: {name}' into .gitops-lint.yaml to use it everywhere", file=sys.stderr)
    return OK


def _write(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"'{target}' cannot be written: {error.strerror}") from None
