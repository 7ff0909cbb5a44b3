"""Checkstyle XML, for Jenkins' warnings-ng and reviewdog."""

from __future__ import annotations

from itertools import groupby

from gitops_lint.report.escape import xml
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import shown


def render(report: Report, options: RenderOptions) -> str:
    """The findings under their files."""
    rows = ['<?xml version="1.0" encoding="UTF-8"?>', '<checkstyle version="4.3">']
    findings = [finding for finding in shown(report, options) if finding.suppressed is None]
    for path, group in groupby(findings, key=lambda finding: finding.location.path):
        rows.append(f'  <file name="{xml(path)}">')
        for finding in group:
            place = f'line="{finding.location.span.line}" column="{finding.location.span.column}"'
            what = f'severity="{finding.severity.label}" message="{xml(finding.message)}"'
            rows.append(f'    <error {place} {what} source="{xml(f"gitops-lint.{finding.rule}")}"/>')
        rows.append("  </file>")
    return "\n".join([*rows, "</checkstyle>", ""])
