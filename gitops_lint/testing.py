"""What rule authors' tests call: a rule's examples are its tests.

``verify(MyRule)`` runs every example both ways and raises `AssertionError` with a readable list of what is wrong.

A bad example marks what it expects with caret comments on the line below::

    - name: app
      #     ^^^ container 'app' has no memory limit

The carets give the columns and the text the message; ``#^^^`` with no gap starts at the ``#`` itself.
"""

from __future__ import annotations

import copy
import shutil
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gitops_lint.api import Run
from gitops_lint.engine import Engine
from gitops_lint.examples import examples_of
from gitops_lint.finding import Finding
from gitops_lint.fixing import apply_fixes
from gitops_lint.patterns import regex
from gitops_lint.problem import Problem
from gitops_lint.registry import Profile, Registry, RuleEntry
from gitops_lint.report.model import Report
from gitops_lint.rule import Bad, Good, Rule
from gitops_lint.settings import Config, RuleSetting, config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.values import replace
from gitops_lint.workspace import build_repository

EXAMPLE_FILE = "manifest.yaml"
_CARETS = regex(r"^\s*(#)( *)(\^+) ?(.*)$")


class Expected(NamedTuple):
    """A finding that an example marks."""

    path: str
    line: int
    column: int
    end_column: int
    message: str

    def __str__(self) -> str:
        """As assertion messages show it."""
        return f"{self.path}:{self.line}:{self.column}-{self.end_column} {self.message}"


def verify(rule: type[Rule[Any]]) -> None:
    """Run all examples of a rule; raises `AssertionError` unless each does exactly what it says."""
    wrong = [f"{name}: {text}" for name, example in examples(rule) for text in failures(rule, example)]
    if rule.target is not Problem or examples_of(rule):
        # What a problem rule is about (a binary, a broken link) can often not be shown as text.
        missing = [kind for kind in (Bad, Good) if not any(isinstance(example, kind) for example in examples_of(rule))]
        wrong += [f"there is no {kind.__name__.lower()} example" for kind in missing]
    assert not wrong, f"{rule.name}\n" + "\n".join(wrong)  # noqa: S101 - this function is an assertion


def examples(rule: type[Rule[Any]]) -> Iterator[tuple[str, Good | Bad]]:
    """The examples of a rule with a name for each: ``bad-1``, ``good-2``."""
    counts = {Bad: 0, Good: 0}
    for example in examples_of(rule):
        counts[type(example)] += 1
        yield f"{type(example).__name__.lower()}-{counts[type(example)]}", example


def failures(rule: type[Rule[Any]], example: Good | Bad) -> Iterator[str]:
    """What an example does not do although it says so."""
    if isinstance(example, Bad) and example.needs and shutil.which(example.needs) is None:
        return
    files, expected = _marked(example)
    tree = MemoryTree(files)
    run = _run(rule, example, tree)
    report = run.report()
    for failure in report.failures:
        yield f"raised: {failure.traceback}"
    found = [_expected(finding) for finding in report.findings]
    for missing in sorted(set(expected) - set(found)):
        yield f"not found: {missing}"
    for extra in sorted(set(found) - set(expected)):
        yield f"not expected: {extra}"
    if len(found) != len(set(found)):
        yield "the same finding is reported twice"
    if isinstance(example, Bad):
        if not expected:
            yield "marks nothing"
        yield from _fix_failures(rule, example, files, report)
    yield from _mutation(rule, example, tree)


def _mutation(rule: type[Rule[Any]], example: Good | Bad, tree: MemoryTree) -> Iterator[str]:
    run = _run(rule, example, tree)
    repo = build_repository(tree, run.config)
    before = copy.deepcopy([resource.value for resource in repo.resources])
    Engine(run.registry.build(run.config), repo).run()
    if [resource.value for resource in repo.resources] != before:
        yield "the rule changed what it read"


def _fix_failures(rule: type[Rule[Any]], example: Bad, files: Mapping[str, str], report: Report) -> Iterator[str]:
    fixable = [finding for finding in report.findings if finding.fix is not None]
    if not example.fixed:
        if fixable and not any(isinstance(other, Bad) and other.fixed for other in examples_of(rule)):
            yield "offers a fix that no example shows"
        return
    fixed = apply_fixes(files, fixable, unsafe=True)
    text = fixed.get(EXAMPLE_FILE, files[EXAMPLE_FILE])
    wanted = textwrap.dedent(example.fixed).strip("\n") + "\n"
    if text != wanted:
        yield f"fix gives\n{text}\ninstead of\n{wanted}"
    again = _run(rule, example, MemoryTree({**files, **fixed})).report()
    if [finding for finding in again.findings if finding.fix is not None]:
        yield "a second round finds more to fix"


def _run(rule: type[Rule[Any]], example: Good | Bad, tree: MemoryTree) -> Run:
    config = config_from(dict(example.config)) if example.config else Config()
    settings = {**config.rules, rule.name: RuleSetting(None, example.options)}
    config = replace(config, select_only=(rule.name,), rules=settings, plugins=False)
    base = None
    if example.before:
        earlier = {path: f"{textwrap.dedent(text).strip(chr(10))}\n" for path, text in example.before.items()}
        base = MemoryTree({**{path: tree.read(path) for path in tree.paths()}, **earlier})
    return Run(tree, config, Registry([RuleEntry.of(rule)], [Profile("default")]), base=base)


def _marked(example: Good | Bad) -> tuple[dict[str, str], list[Expected]]:
    """The files of an example without their caret comments, and what those demand."""
    sources = dict(example.files) or {EXAMPLE_FILE: example.text}
    files: dict[str, str] = {}
    expected: list[Expected] = []
    for path, source in sources.items():
        kept: list[str] = []
        for line in textwrap.dedent(source).strip("\n").split("\n"):
            match = _CARETS.match(line)
            if match is None:
                kept.append(line)
                continue
            gap, carets = match[2], match[3]
            start = match.start(3) if gap else match.start(1)
            width = len(carets) if gap else len(carets) + 1
            expected.append(Expected(path, len(kept), start + 1, start + 1 + width, match[4]))
        files[path] = "\n".join(kept) + "\n"
    return files, expected


def _expected(finding: Finding) -> Expected:
    """A finding as an example would mark it; one that spans lines is marked to the end of its first line only."""
    path, span = finding.location
    end = span.end_column if span.end_line == span.line else span.column + 1
    return Expected(path, span.line, span.column, end, finding.message)


def plain_text(example: Good | Bad) -> Mapping[str, str]:
    """The files of an example without caret comments."""
    return _marked(example)[0]
