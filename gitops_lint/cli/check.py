"""``gitops-lint check``: lint and report."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from gitops_lint import remembered
from gitops_lint.api import Run, registry_for, within
from gitops_lint.cli.main import COMMANDS, CRASH, FOUND, OK
from gitops_lint.cli.options import (
    CONFIDENCES,
    SEVERITIES,
    Parser,
    Place,
    parser,
    paths_from_root,
    place,
    render_options,
    write,
)
from gitops_lint.finding import Severity
from gitops_lint.problem import UserError
from gitops_lint.report.formats import PluginReporter, ReporterCrash, load_reporter
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions, Reporter
from gitops_lint.settings import Config
from gitops_lint.source.tree import DiskTree, MemoryTree, Tree
from gitops_lint.values import replace

PAGED = frozenset({"sarif"})
"""Formats that print the rules' pages."""

FRAMED = frozenset({"text"})
"""Formats that print lines of the source with every finding."""


def arguments() -> Parser:
    """The options of ``check``."""
    made = parser("check", "Lint manifests, charts, kustomizations and Applications as Argo CD would apply them.")
    made.add_argument("paths", nargs="*", metavar="PATH", help="narrows the report; '-' reads stdin; default: '.'")
    rules = made.add_argument_group("which rules")
    rules.add_argument("--select", dest="select_only", action="append", metavar="RULE", help="instead of the profile")
    rules.add_argument("--ignore", action="append", metavar="RULE", help="rules, tags or other tools' ids")
    rules.add_argument("--profile", metavar="PROFILE", help="default, strict, security, eks, sync")
    rules.add_argument("--min-severity", choices=SEVERITIES, help="hide what is below")
    rules.add_argument("--min-confidence", choices=CONFIDENCES, help="hide what is less certain")
    rules.add_argument("--no-context", action="store_true", help="judge the given files alone")
    fail = made.add_argument_group("what fails")
    fail.add_argument("--fail-on", choices=SEVERITIES, help="lowest severity that fails (default: warning)")
    fail.add_argument("--fail-on-unchecked", action="store_true", help="fail where something could not be looked at")
    fail.add_argument("--exit-zero", action="store_true", help="exit 0 whatever is found")
    fail.add_argument("--staged", action="store_true", help="judge what would be committed; only new findings fail")
    fail.add_argument("--since", metavar="REF", help="only findings that are new since the merge base with REF fail")
    fail.add_argument("--baseline", metavar="FILE", help="findings in this file are old")
    out = made.add_argument_group("what to print")
    out.add_argument("--output-format", metavar="FORMAT", default="text", help="text, concise, json, sarif, github …")
    out.add_argument("--output", action="append", default=[], metavar="FORMAT=FILE", help="also write this; repeatable")
    out.add_argument("--show-suppressed", action="store_true", help="also what is suppressed, marked as such")
    out.add_argument("--statistics", action="store_true", help="count findings per rule")
    out.add_argument("--timing", action="store_true", help="where the time goes")
    out.add_argument("--max-findings", type=_number, metavar="N", help="show at most N in the terminal")
    out.add_argument("--sarif-category", metavar="NAME", help="tells apart several SARIF uploads of one commit")
    out.add_argument("--stdin-filename", metavar="PATH", help="what standard input is called (default: stdin.yaml)")
    fix = made.add_argument_group("fixing")
    fix.add_argument("--fix", action="store_true", help="apply safe fixes")
    fix.add_argument("--unsafe-fixes", action="store_true", help="with --fix: also those that may change behaviour")
    fix.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing")
    return made


def run(words: Sequence[str]) -> int:
    """Lint; returns the exit status."""
    options = arguments().parse_args(words)
    where = _stdin_place(options) if "-" in options.paths else _place(options)
    registry = registry_for(where.config)
    formats = registry.reporters
    outputs = [_output(text, formats) for text in options.output]
    reporter = load_reporter(options.output_format, formats)
    names = {options.output_format, *(name for name, _ in outputs)}
    one = Run(
        _tree(options, where),
        where.config,
        registry,
        only=where.only,
        root=str(where.root),
        timing=options.timing,
        memory=remembered.memory_for(where.config.cache, str(where.root)),
        pages=not PAGED.isdisjoint(names),
        # Where only new findings are shown, most of what is found is not.
        frames=not (FRAMED.isdisjoint(names) or options.staged or options.since or options.baseline),
    )
    if isinstance(one.tree, DiskTree):
        one.tree.stamps = one.memory.stamps if one.memory else None
    if options.since:
        from gitops_lint.cli.changes import compare_since

        compare_since(one, where.root, options.since)
    elif options.staged:
        from gitops_lint.cli.changes import compare_with_head

        compare_with_head(one, where.root)
    progress = _Progress()
    if sys.stderr.isatty() and not options.quiet:
        one.progress = progress
    report = _compared(one, options, where)
    progress.clear()
    if options.fix or options.diff:
        from gitops_lint.cli.fix import fix

        report = fix(report, one, options, where)
    rendering = render_options(options, where.config, sys.stdout)
    crashed = _crashes(write, reporter, report, rendering)
    plain = replace(rendering, color=False, ascii=False, max_findings=0)
    for name, file in outputs:
        crashed |= _crashes(partial(_write_file, file), load_reporter(name, formats), report, plain)
    one.memory.save()
    close_tree(one.tree)
    if one.base is not None:
        close_tree(one.base)
    if one.repository is not None:
        close_tree(one.repository.tree)
    if crashed:
        return CRASH
    return status(report, where.config, exit_zero=options.exit_zero, staged=options.staged)


def close_tree(tree: Tree) -> None:
    """End the git process that a tree of git objects reads through."""
    close = getattr(tree, "close", None)
    if close is not None:
        close()


def status(report: Report, config: Config, *, exit_zero: bool = False, staged: bool = False) -> int:
    """The exit status of a report: 3 beats 1."""
    if report.failures:
        if not staged:
            return CRASH
        # Our bug must not stop somebody's commit; it must not pass unseen either.
        print("gitops-lint: a rule crashed; its findings are missing (see above)", file=sys.stderr)
    if exit_zero:
        return OK
    worst = max((finding.severity for finding in report.findings), default=Severity.INFO - 1)
    unchecked = config.fail_on_unchecked and any(finding.rule == "not-checked" for finding in report.findings)
    return FOUND if worst >= config.fail_on or unchecked else OK


def _number(text: str) -> int:
    if not text.isdigit():
        raise UserError(f"--max-findings takes a number, not '{text}'")
    return int(text)


def _place(options: argparse.Namespace) -> Place:
    """Where to look.  A commit is judged as a whole wherever in the repository one stands, unless paths narrow it."""
    for path in options.paths:
        if not os.path.lexists(path):
            raise UserError(f"'{path}' does not exist{_meant(path)}")
    found = place(options, options.paths or ["."])
    return replace(found, only=()) if not options.paths and (options.staged or options.since) else found


def _meant(word: str) -> str:
    """What somebody had in mind who named a path that is none."""
    from difflib import get_close_matches

    if word in COMMANDS:
        return f"; a command comes before its options: gitops-lint {word}"
    close = get_close_matches(word, COMMANDS, n=1)
    return f", did you mean the command '{close[0]}'?" if close else ""


def _stdin_place(options: argparse.Namespace) -> Place:
    if len(options.paths) > 1 or options.staged or options.since:
        raise UserError("'-' judges standard input alone: no other PATH, --staged or --since beside it")
    options.from_stdin = True
    return replace(place(options, ["."]), only=())


def _tree(options: argparse.Namespace, where: Place) -> Tree:
    if getattr(options, "from_stdin", False):
        name = _stdin_name(options.stdin_filename or "stdin.yaml", where.root)
        return MemoryTree({name: sys.stdin.buffer.read()}, name="standard input")
    if options.no_context:
        return _given(where)
    if options.staged:
        from gitops_lint.cli.changes import staged_tree

        return staged_tree(where.root)
    from gitops_lint.source.discover import working_copy

    return working_copy(where.root)


def _stdin_name(name: str, root: Path) -> str:
    """The path that standard input is judged under; editors name the file by its whole path."""
    from gitops_lint.source.discover import MANIFEST_SUFFIXES

    path = Path(os.path.normpath(root / name))
    if not path.is_relative_to(root):
        raise UserError(f"--stdin-filename '{name}' is outside of the root '{root}'")
    if path.suffix not in MANIFEST_SUFFIXES:
        raise UserError(f"--stdin-filename takes a name that ends in .yaml, .yml or .json, not '{name}'")
    return path.relative_to(root).as_posix()


def _given(where: Place) -> MemoryTree:
    """The given files alone, read as strictly as those of a whole repository."""
    disk = DiskTree(where.root, ())
    paths = dict.fromkeys(path for path in _files(where) if not (where.root / path).is_dir())
    files: dict[str, bytes | str | OSError] = {}
    for path in paths:
        real = os.path.relpath(os.path.realpath(where.root / path), where.root)
        if real != path and real in paths:
            continue  # a link to a file that is given too
        try:
            files[path] = disk.read(path)
        except OSError as error:
            files[path] = error
    return MemoryTree(files, name="given files")


def _files(where: Place) -> list[str]:
    """The files among the given paths, those in folders included."""
    from gitops_lint.source.discover import working_copy

    if not where.only:
        return list(working_copy(where.root).paths())
    found = [path for path in where.only if not (where.root / path).is_dir()]
    folders = [path for path in where.only if (where.root / path).is_dir()]
    if folders:
        found += [path for path in working_copy(where.root).paths() if within(path, folders)]
    return found


class _Progress:
    """Names the stage on a terminal once a run takes longer than a second."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._shown = False

    def __call__(self, stage: str) -> None:
        if time.perf_counter() - self._started > 1:
            sys.stderr.write(f"\r\033[K{stage} …")
            sys.stderr.flush()
            self._shown = True

    def clear(self) -> None:
        """Remove the line."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def _compared(one: Run, options: argparse.Namespace, where: Place) -> Report:
    report = remembered.report(one)
    if where.config.trusted_ref:
        from gitops_lint.cli.changes import only_trusted

        report = only_trusted(report, one, where)
    if options.staged or options.since:
        from gitops_lint.cli.changes import only_new

        report = only_new(report, one, options, where)
    name = options.baseline or where.config.baseline
    if options.baseline:
        name = next(iter(paths_from_root(where.root, name)), name)
    if name:
        from gitops_lint.baseline import apply_baseline, read_baseline

        known = read_baseline(where.root, name, where.config.trusted_ref)
        report = apply_baseline(report, known, set(one.tree.paths()))
    return report


def _output(text: str, formats: Mapping[str, PluginReporter]) -> tuple[str, str]:
    name, equals, file = text.partition("=")
    if not equals or not file:
        raise UserError(f"--output takes FORMAT=FILE, not '{text}'")
    load_reporter(name, formats)
    return name, file


def _crashes(emit: Callable[[str], None], reporter: Reporter, report: Report, rendering: RenderOptions) -> bool:
    """Write one format; whether a plugin's could not be made."""
    try:
        emit(reporter(report, rendering))
    except ReporterCrash as error:
        print(f"gitops-lint: {error}", file=sys.stderr)
        return True
    return False


def _write_file(file: str, text: str) -> None:
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"'{file}' cannot be written: {error.strerror}") from None
