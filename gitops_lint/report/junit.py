"""JUnit XML, read by Jenkins, GitLab, Azure and CircleCI."""

from __future__ import annotations

from itertools import groupby

from gitops_lint.finding import Finding
from gitops_lint.report.escape import xml
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import resource_label, shown
from gitops_lint.report.text import suppression_text


def render(report: Report, options: RenderOptions) -> str:
    """A suite per file, a case per finding; what does not fail the run passes, so that the gate agrees with it."""
    findings = shown(report, options)
    suites: list[str] = []
    for path, group in groupby(findings, key=lambda finding: finding.location.path):
        suites += _suite(path, list(group), options)
    for failure in report.failures:
        suites += [
            f'  <testsuite name="{xml(failure.path or failure.rule)}" tests="1" failures="0" errors="1" skipped="0">',
            f'    <testcase name="{xml(failure.rule)}" classname="gitops-lint" time="0">',
            f'      <error message="{xml(failure.error)}">{xml(failure.traceback)}</error>',
            "    </testcase>",
            "  </testsuite>",
        ]
    if not suites:
        # Readers take a report without a case for a run that did not happen.
        suites = [
            '  <testsuite name="gitops-lint" tests="1" failures="0" errors="0" skipped="0">',
            '    <testcase name="no problems found" classname="gitops-lint" time="0"/>',
            "  </testsuite>",
        ]
    failing = sum(_fails(finding, options) for finding in findings)
    tests = max(1, len(findings) + len(report.failures))
    counts = f'tests="{tests}" failures="{failing}" errors="{len(report.failures)}"'
    head = f'<testsuites name="gitops-lint" {counts} time="{report.summary.seconds:.3f}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>", ""])


def _fails(finding: Finding, options: RenderOptions) -> bool:
    return finding.suppressed is None and options.fails(finding.severity)


def _suite(path: str, findings: list[Finding], options: RenderOptions) -> list[str]:
    failing = sum(_fails(finding, options) for finding in findings)
    skipped = sum(finding.suppressed is not None for finding in findings)
    counts = f'tests="{len(findings)}" failures="{failing}" errors="0" skipped="{skipped}"'
    rows = [f'  <testsuite name="{xml(path)}" {counts}>']
    classname = xml(path.rsplit(".", 1)[0])
    for finding in findings:
        span = finding.location.span
        place = f'file="{xml(path)}" line="{span.line}" column="{span.column}"'
        rows += [
            f'    <testcase name="{xml(finding.rule)}" classname="{classname}" {place} time="0">',
            f"      {_outcome(finding, options)}",
            "    </testcase>",
        ]
    return [*rows, "  </testsuite>"]


def _outcome(finding: Finding, options: RenderOptions) -> str:
    if finding.suppressed is not None:
        return f'<skipped message="{xml(suppression_text(finding))}"/>'
    span = finding.location.span
    label = resource_label(finding)
    text = f"{finding.location.path}:{span.line}:{span.column}: {finding.message}" + (f" ({label})" if label else "")
    lines = [
        text,
        *(f"{each.location.path}:{each.location.span.line}: {each.message}" for each in finding.related),
        *(f"Application {each.application}" for each in finding.deployments),
    ]
    body = xml("\n".join(lines))
    if not _fails(finding, options):
        return f"<system-out>{body}</system-out>"
    return f'<failure type="{finding.severity.label}" message="{xml(finding.message)}">{body}</failure>'
