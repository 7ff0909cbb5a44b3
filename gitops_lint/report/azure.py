"""Azure Pipelines' logging commands.

Source: Microsoft's "Logging commands"; the escaping is that of the agent.
"""

from __future__ import annotations

from gitops_lint.finding import Severity
from gitops_lint.report.escape import encodable, inline
from gitops_lint.report.footer import coverage, verdict
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import shown, worst_first


def render(report: Report, options: RenderOptions) -> str:
    """One issue per finding, the most severe first; Azure knows errors and warnings only."""
    rows = []
    for finding in worst_first(shown(report, options)):
        if finding.suppressed is not None:
            continue
        path, span = finding.location
        kind = "error" if finding.severity is Severity.ERROR else "warning"
        place = f"sourcepath={_property(path)};linenumber={span.line};columnnumber={span.column}"
        code = _property(finding.rule)
        rows.append(f"##vso[task.logissue type={kind};{place};code={code};]{_data(finding.message)}")
    crashes = (f"rule '{failure.rule}' raised {failure.error}" for failure in report.failures)
    rows.extend(f"##vso[task.logissue type=error;]{_data(crash)}" for crash in crashes)
    if not options.quiet:
        rows += [verdict(report, "-"), coverage(report, "-")]
    return "\n".join(rows) + "\n" if rows else ""


def _data(text: str) -> str:
    return inline(encodable(text)).replace("%", "%AZP25")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
