"""One line per finding, as compilers write them."""

from __future__ import annotations

from gitops_lint.finding import Finding
from gitops_lint.report.escape import path_at_line_start
from gitops_lint.report.footer import footer
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import shown
from gitops_lint.report.style import SEVERITY, Style


def render(report: Report, options: RenderOptions) -> str:
    """``path:line:column: severity[rule]: message (other:line)`` for each finding, then the verdict."""
    style = Style(options)
    findings = shown(report, options)
    cut = findings[: options.max_findings] if options.max_findings else findings
    rows = [concise_line(finding, style) for finding in cut]
    if len(cut) < len(findings):
        rows.append(f"and {len(findings) - len(cut)} more not shown (--max-findings {options.max_findings})")
    rows.extend(row for row in footer(report, options, style) if row)
    return "\n".join(rows) + "\n" if rows else ""


def concise_line(finding: Finding, style: Style) -> str:
    """One finding on one line."""
    path, span = finding.location
    severity = SEVERITY[finding.severity]
    head = style.paint(f"{finding.severity.label}[", severity) + style.rule(finding.rule) + style.paint("]", severity)
    place = f"{path_at_line_start(path, style.ascii)}:{span.line}:{span.column}"
    other = next((related.location for related in finding.related if related.location.path != path), None)
    tail = f" ({style.clean(other.path)}:{other.span.line})" if other else ""
    tail += " (suppressed)" if finding.suppressed else ""
    return f"{place}: {head}: {style.clean(finding.message)}{tail}"
