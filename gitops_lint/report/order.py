"""Which findings a format shows, and in which order."""

from __future__ import annotations

from collections.abc import Iterable

from gitops_lint.finding import Finding, Location
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions


def position_key(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """By place, as a reader walks through the files."""
    path, span = finding.location
    return path, span.line, span.column, finding.rule, finding.message, finding.fingerprint


def shown(report: Report, options: RenderOptions) -> list[Finding]:
    """The findings by place, among them the suppressed ones where they are asked for."""
    if options.show_suppressed and report.suppressed:
        return sorted((*report.findings, *report.suppressed), key=position_key)
    return sorted(report.findings, key=position_key)


def whole(report: Report) -> list[Finding]:
    """New and old findings by place, for formats that a service compares with an earlier upload.

    There a finding that is left out counts as fixed, so that these are never filtered by ``--since``.
    """
    old = (finding for finding in report.old if finding.suppressed is None)
    return sorted((*report.findings, *old), key=position_key)


MOST_AT_ONE_PLACE = 3
"""More findings of a rule at one place say no more about what to change there, such as in the template of a set."""


def crowded(findings: Iterable[Finding]) -> list[tuple[Finding, int]]:
    """The first few findings of each rule at each place; with the last of them, how many more there are."""
    groups: dict[tuple[str, Location], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.location), []).append(finding)
    kept: list[tuple[Finding, int]] = []
    for group in groups.values():
        first = group[:MOST_AT_ONE_PLACE]
        kept += [(finding, 0) for finding in first[:-1]]
        kept.append((first[-1], len(group) - len(first)))
    return kept


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """The same, most severe first; equal ones stay by place."""
    return sorted(findings, key=lambda finding: -finding.severity)


def resource_label(finding: Finding) -> str:
    """``Deployment shop/checkout (apps/v1)``, empty for findings without an object."""
    resource = finding.resource
    if resource is None:
        return ""
    name = resource.name or "(no name)"
    where = f"{resource.namespace}/{name}" if resource.namespace else name
    version = f" ({resource.api_version})" if resource.api_version else ""
    return f"{resource.kind} {where}{version}"


def count(number: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
