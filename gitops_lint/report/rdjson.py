"""Reviewdog's diagnostic format.  Source: reviewdog, ``proto/rdf``."""

from __future__ import annotations

from json import JSONEncoder
from typing import Any

from gitops_lint.finding import Edit, Finding, Location
from gitops_lint.report.escape import json_text
from gitops_lint.report.hunk import fits
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import shown
from gitops_lint.report.sources import Sources


def render(report: Report, options: RenderOptions) -> str:
    """One object; safe fixes become suggestions."""
    sources = Sources(report.read_text)
    diagnostics = [
        _diagnostic(finding, sources, options) for finding in shown(report, options) if finding.suppressed is None
    ]
    encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return json_text(encode({"source": {"name": "gitops-lint"}, "diagnostics": diagnostics}) + "\n")


def _diagnostic(finding: Finding, sources: Sources, options: RenderOptions) -> dict[str, Any]:
    code = {"value": finding.rule}
    if options.page(finding.rule):
        code["url"] = options.page(finding.rule)
    diagnostic: dict[str, Any] = {
        "message": finding.message,
        "location": _location(finding.location),
        "severity": finding.severity.name,
        "code": code,
    }
    if finding.related:
        diagnostic["related_locations"] = [
            {"message": each.message, "location": _location(each.location)} for each in finding.related
        ]
    suggestions = _suggestions(finding, sources)
    if suggestions:
        diagnostic["suggestions"] = suggestions
    return diagnostic


def _location(place: Location) -> dict[str, Any]:
    line, column, end_line, end_column = place.span
    return {
        "path": place.path,
        "range": {"start": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}},
    }


def _suggestions(finding: Finding, sources: Sources) -> list[dict[str, Any]]:
    """The edits of a safe fix to the finding's own file: reviewdog knows no other."""
    path = finding.location.path
    if finding.fix is None or not finding.fix.safe or any(edit.path != path for edit in finding.fix.edits):
        return []
    text = sources.text(path)
    edits = sorted(finding.fix.edits, key=lambda edit: edit.start)
    return [_suggestion(edit, sources) for edit in edits] if text is not None and fits(edits, len(text)) else []


def _suggestion(edit: Edit, sources: Sources) -> dict[str, Any]:
    (line, column), (end_line, end_column) = (sources.position(edit.path, at) for at in (edit.start, edit.end))
    return {
        "range": {"start": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}},
        "text": edit.text,
    }
