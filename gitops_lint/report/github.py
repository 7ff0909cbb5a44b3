"""GitHub's workflow commands: annotations on the changed files of a pull request.

Source: GitHub's "Workflow commands" and the escaping of ``@actions/core``; ten annotations of a level per step.
"""

from __future__ import annotations

from collections import Counter

from gitops_lint.finding import Finding, Location, Severity
from gitops_lint.report.concise import concise_line
from gitops_lint.report.escape import encodable, inline
from gitops_lint.report.footer import coverage, verdict
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import shown, worst_first
from gitops_lint.report.style import Style

COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, options: RenderOptions) -> str:
    """The most severe findings as commands, as many as GitHub shows; the others and the verdict as plain lines.

    One of a rule at one place is enough: the next annotation is worth more elsewhere.
    """
    style = Style(options)
    used: Counter[Severity] = Counter()
    told: set[tuple[str, Location]] = set()
    commands: list[str] = []
    rest: list[str] = []
    for finding in worst_first(shown(report, options)):
        place = (finding.rule, finding.location)
        if finding.suppressed is None and place not in told and used[finding.severity] < options.annotations:
            used[finding.severity] += 1
            told.add(place)
            commands.append(_command(finding))
        else:
            rest.append(concise_line(finding, style))
    crashes = (f"rule '{failure.rule}' raised {failure.error}" for failure in report.failures)
    commands.extend(f"::error title=gitops-lint::{data(crash)}" for crash in crashes)
    if rest:
        commands.append(f"{len(rest)} more without an annotation:")
    rows = [*commands, *rest]
    if not options.quiet:
        rows += [verdict(report, style.dot), coverage(report, style.dot)]
    return "\n".join(rows) + "\n" if rows else ""


def _command(finding: Finding) -> str:
    path, span = finding.location
    place = [f"file={_property(path)}", f"line={span.line}"]
    if span.end_line == span.line and span.end_column > span.column:
        # Columns are refused for spans of several lines.
        place += [f"col={span.column}", f"endLine={span.end_line}", f"endColumn={span.end_column}"]
    place.append(f"title={_property(f'gitops-lint ({finding.rule})')}")
    lines = [f"{path}:{span.line}:{span.column}: {finding.rule} {finding.message}"]
    lines += [
        f"  {each.location.path}:{each.location.span.line}: note: {each.message}" for each in finding.related[:10]
    ]
    return f"::{COMMAND[finding.severity]} {','.join(place)}::{'%0A'.join(data(line) for line in lines)}"


def data(text: str) -> str:
    """Text as a command's message: escaped as the runner unescapes, and harmless in the log."""
    return inline(encodable(text)).replace("%", "%25")


def _property(text: str) -> str:
    return data(text).replace(":", "%3A").replace(",", "%2C")
