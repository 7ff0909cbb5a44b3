"""One block per file, one line per finding."""

from __future__ import annotations

from itertools import groupby

from gitops_lint.report.escape import path_at_line_start
from gitops_lint.report.footer import footer
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import shown
from gitops_lint.report.style import BOLD, DIM, SEVERITY, Style


def render(report: Report, options: RenderOptions) -> str:
    """The findings under their files, in aligned columns, then the verdict."""
    style = Style(options)
    findings = shown(report, options)
    cut = findings[: options.max_findings] if options.max_findings else findings
    rows: list[str] = []
    for path, group in groupby(cut, key=lambda finding: finding.location.path):
        here = list(group)
        places = [f"{finding.location.span.line}:{finding.location.span.column}" for finding in here]
        wide = max(map(len, places))
        rows.append(style.paint(path_at_line_start(path, style.ascii), BOLD))
        for place, finding in zip(places, here, strict=True):
            severity = style.paint(f"{finding.severity.label:<7}", SEVERITY[finding.severity])
            tail = " (suppressed)" if finding.suppressed else ""
            rule = style.paint(style.rule(finding.rule), DIM)
            rows.append(f"  {place:>{wide}}  {severity}  {style.clean(finding.message)}  {rule}{tail}")
        rows.append("")
    if len(cut) < len(findings):
        rows += [f"and {len(findings) - len(cut)} more not shown (--max-findings {options.max_findings})", ""]
    rows.extend(footer(report, options, style))
    return "\n".join(rows) + "\n" if rows else ""
