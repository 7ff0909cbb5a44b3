"""A report as plain JSON values and back, for the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gitops_lint.finding import (
    Confidence,
    Deployment,
    Edit,
    Finding,
    Fix,
    Location,
    Related,
    ResourceRef,
    Severity,
    Span,
    Suppression,
)
from gitops_lint.problem import Notice
from gitops_lint.report.model import Report, RuleInfo, Summary
from gitops_lint.values import as_dict


def to_data(report: Report) -> dict[str, Any]:
    """Everything but failures, timing and the means to read text."""
    return {
        "findings": [_finding(finding) for finding in report.findings],
        "suppressed": [_finding(finding) for finding in report.suppressed],
        "notices": [as_dict(notice) for notice in report.notices],
        "rules": [{**as_dict(rule), "severity": int(rule.severity)} for rule in report.rules],
        "summary": as_dict(report.summary),
        "version": report.version,
    }


def from_data(
    data: dict[str, Any],
    root: str,
    read_text: Callable[[str], str | None],
    read_lines: Callable[[str], Sequence[str] | None] | None = None,
) -> Report:
    """The report again; raises `KeyError`, `TypeError` or `ValueError` where the data is not one."""
    return Report(
        findings=tuple(_made(item) for item in data["findings"]),
        suppressed=tuple(_made(item) for item in data["suppressed"]),
        notices=tuple(Notice(**item) for item in data["notices"]),
        rules=tuple(_rule(item) for item in data["rules"]),
        summary=Summary(**data["summary"]),
        root=root,
        version=data["version"],
        read_text=read_text,
        read_lines=read_lines,
    )


def _rule(item: dict[str, Any]) -> RuleInfo:
    lists = {"tags": tuple(item["tags"]), "aliases": tuple(item["aliases"])}
    return RuleInfo(**{**item, **lists, "severity": Severity(item["severity"])})


def _finding(finding: Finding) -> list[Any]:
    return [
        finding.rule,
        int(finding.severity),
        int(finding.confidence),
        finding.message,
        finding.location,
        finding.fingerprint,
        as_dict(finding.resource) if finding.resource else None,
        finding.pointer,
        [as_dict(item) for item in finding.deployments],
        finding.related,
        [finding.fix.title, finding.fix.safe, finding.fix.edits] if finding.fix else None,
        as_dict(finding.suppressed) if finding.suppressed else None,
    ]


def _made(row: list[Any]) -> Finding:
    rule, severity, confidence, message, location, fingerprint, *more = row
    resource, pointer, deployments, related, fix, hidden = more
    return Finding(
        rule,
        Severity(severity),
        Confidence(confidence),
        message,
        _location(location),
        fingerprint,
        ResourceRef(**resource) if resource else None,
        pointer,
        tuple(Deployment(**item) for item in deployments),
        tuple(Related(_location(place), text) for place, text in related),
        Fix(fix[0], fix[1], tuple(Edit(*edit) for edit in fix[2])) if fix else None,
        Suppression(**hidden) if hidden else None,
    )


def _location(value: list[Any]) -> Location:
    return Location(value[0], Span(*value[1]))
