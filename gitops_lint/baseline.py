"""Accepted findings: written once, matched by identity, never by line.

A finding is old if the baseline holds its fingerprint with its path; or the fingerprint with a path that is gone, so
that moving or renaming a file does not bring old findings back.  Identical twins are counted, not told apart by their
number: which of them is the second depends on what the others are called.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from gitops_lint.finding import Finding, Severity, Suppression
from gitops_lint.problem import UserError
from gitops_lint.report.model import Report, Summary
from gitops_lint.values import replace

VERSION = 1
FILE_NAME = ".gitops-lint-baseline.json"

Entry = tuple[str, str]
"""Fingerprint and path."""


def baseline_text(findings: Iterable[Finding]) -> str:
    """The baseline that accepts these findings; stable, one finding a line, fit for review."""
    rows = sorted(
        {(f.location.path, f.rule, f.fingerprint, f.message) for f in findings},
    )
    lines = [
        json.dumps({"fingerprint": fingerprint, "rule": rule, "path": path, "message": message}, ensure_ascii=False)
        for path, rule, fingerprint, message in rows
    ]
    body = ",\n    ".join(lines)
    inner = f"\n    {body}\n  " if lines else ""
    return f'{{\n  "version": {VERSION},\n  "findings": [{inner}]\n}}\n'


def read_baseline(root: Path, name: str, trusted_ref: str = "") -> frozenset[Entry]:
    """The entries of a baseline file; raises `UserError` where it is none."""
    try:
        data = _content(root, name, trusted_ref)
    except OSError as error:
        raise UserError(f"baseline '{name}' cannot be read: {error.strerror or error}") from None
    try:
        parsed: Any = json.loads(data)
        if parsed["version"] != VERSION:
            raise UserError(f"baseline '{name}' has version {parsed['version']}; this release reads {VERSION}")
        return frozenset((str(item["fingerprint"]), str(item["path"])) for item in parsed["findings"])
    except (ValueError, KeyError, TypeError):
        raise UserError(f"'{name}' is not a baseline; write one with 'gitops-lint baseline'") from None


def _content(root: Path, name: str, trusted_ref: str) -> bytes:
    if trusted_ref:
        from contextlib import closing

        from gitops_lint.source.git import GitTree, commit_entries

        with closing(GitTree(root, commit_entries(root, trusted_ref), trusted_ref)) as tree:
            return tree.read(name)
    return (root / name).read_bytes()


def split_known(
    findings: Iterable[Finding], known: frozenset[Entry], present: Collection[str]
) -> tuple[list[Finding], list[Finding]]:
    """New findings and old ones; ``present`` are the files that exist now."""
    here: Counter[Entry] = Counter()
    gone: Counter[str] = Counter()
    for fingerprint, path in known:
        if path in present:
            here[_family(fingerprint), path] += 1
        else:
            gone[_family(fingerprint)] += 1
    new: list[Finding] = []
    old: list[Finding] = []
    for finding in findings:
        family = _family(finding.fingerprint)
        place = (family, finding.location.path)
        if here[place]:
            here[place] -= 1
            old.append(finding)
        elif gone[family]:
            gone[family] -= 1
            old.append(finding)
        else:
            new.append(finding)
    return new, old


def _family(fingerprint: str) -> str:
    """What identical twins share."""
    return fingerprint.partition("-")[0]


def apply_baseline(report: Report, known: frozenset[Entry], present: Collection[str]) -> Report:
    """The report with what the baseline accepts moved aside."""
    new, old = split_known(report.findings, known, present)
    accepted = tuple(
        replace(finding, suppressed=Suppression("baseline", "accepted in the baseline")) for finding in old
    )
    return replace(
        report,
        findings=tuple(new),
        suppressed=(*report.suppressed, *accepted),
        summary=recount(report.summary, new, suppressed=len(report.suppressed) + len(accepted)),
    )


def recount(summary: Summary, findings: Iterable[Finding], *, suppressed: int | None = None, old: int = 0) -> Summary:
    """The summary for fewer findings."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return replace(
        summary,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        infos=counts[Severity.INFO],
        suppressed=summary.suppressed if suppressed is None else suppressed,
        old=summary.old + old,
    )
