"""GitHub-flavoured Markdown: a job summary, a merge request note.

GitHub loses a summary over 1 MiB per step; so do not write one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from gitops_lint.finding import Finding, Severity
from gitops_lint.patterns import regex
from gitops_lint.report.escape import inline
from gitops_lint.report.footer import coverage, verdict
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import shown, worst_first

MOST_ROWS = 200
MOST_APPLICATIONS = 50
MOST_NOTICES = 20
MOST_BYTES = 1024 * 1024
LONGEST_CELL = 600

_SPECIAL = regex(r"([\\`*_{}\[\]<>#|~!@&:])")
_SIGN = {Severity.ERROR: "🔴", Severity.WARNING: "🟠", Severity.INFO: "🔵"}


def render(report: Report, options: RenderOptions) -> str:
    """The verdict, the counts, the Applications, and the findings by rule, folded."""
    findings = worst_first(shown(report, options))
    rows = MOST_ROWS
    text = _document(report, findings, options, rows)
    while len(text.encode()) >= MOST_BYTES and rows:
        rows //= 2
        text = _document(report, findings, options, rows)
    return text


def _document(report: Report, findings: Sequence[Finding], options: RenderOptions, rows: int) -> str:
    title = "## gitops-lint: " + ("problems found" if report.findings else "no problems found")
    parts = [title, "", f"{_text(verdict(report))}  ", _text(coverage(report)), ""]
    parts += _severities(report)
    parts += _applications(report)
    parts += _rules(findings[:rows], options)
    if len(findings) > rows:
        parts += [f"…and {len(findings) - rows} more.", ""]
    parts += _unchecked(report)
    return "\n".join(parts).rstrip("\n") + "\n"


def _severities(report: Report) -> Iterator[str]:
    counts = Counter(finding.severity for finding in report.findings)
    if not counts:
        return
    yield from ("| severity | findings |", "| --- | ---: |")
    yield from (f"| {_SIGN[level]} {level.label} | {counts[level]} |" for level in sorted(counts, reverse=True))
    yield ""


def _applications(report: Report) -> Iterator[str]:
    """The worst-hit Applications first."""
    table: dict[str, Counter[Severity]] = defaultdict(Counter)
    for finding in report.findings:
        for name in {deployment.application for deployment in finding.deployments}:
            table[name][finding.severity] += 1
    if not table:
        return
    yield from ("| Application | errors | warnings | infos |", "| --- | ---: | ---: | ---: |")
    levels = sorted(Severity, reverse=True)
    ranked = sorted(table.items(), key=lambda item: ([-item[1][level] for level in levels], item[0]))
    for name, counts in ranked[:MOST_APPLICATIONS]:
        yield f"| {_text(name)} | " + " | ".join(str(counts[level]) for level in levels) + " |"
    yield ""
    if len(ranked) > MOST_APPLICATIONS:
        yield from (f"…and {len(ranked) - MOST_APPLICATIONS} more Applications.", "")


def _rules(findings: Sequence[Finding], options: RenderOptions) -> Iterator[str]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, group in by_rule.items():
        worst = max(finding.severity for finding in group)
        page = options.page(rule)
        yield f"<details><summary>{_SIGN[worst]} <b>{_html(rule)}</b> ({len(group)})</summary>"
        yield ""
        if page:
            yield from (f"[What this rule means](<{inline(page)}>)", "")
        yield from ("| place | message |", "| --- | --- |")
        for finding in group:
            span = finding.location.span
            tail = " *(suppressed)*" if finding.suppressed else ""
            yield f"| {_text(finding.location.path)}:{span.line}:{span.column} | {_text(finding.message)}{tail} |"
        yield from ("", "</details>", "")


def _unchecked(report: Report) -> Iterator[str]:
    if report.failures:
        yield from ("### Rules that crashed", "")
        shown_failures = report.failures[:MOST_NOTICES]
        yield from (f"- {_text(each.rule)}: {_text(each.error)} ({_text(each.path)})" for each in shown_failures)
        yield ""
    if report.notices:
        yield from ("<details><summary>Not looked at</summary>", "")
        for notice in report.notices[:MOST_NOTICES]:
            yield f"- {_text(f'{notice.path}: ' if notice.path else '')}{_text(notice.message)}"
        if len(report.notices) > MOST_NOTICES:
            yield f"- …and {len(report.notices) - MOST_NOTICES} more"
        yield from ("", "</details>", "")


def _text(text: str) -> str:
    """Untrusted text that stays text: no markup, no mention of a person, no link, no table cell of its own."""
    shown_text = inline(text)
    if len(shown_text) > LONGEST_CELL:
        shown_text = shown_text[: LONGEST_CELL - 1] + "…"
    return _SPECIAL.sub(_entity, shown_text)


def _entity(match: re.Match[str]) -> str:
    # A colon only starts a link or an emoji before other text; elsewhere it is left readable.
    if match[0] == ":":
        following = match.string[match.end() : match.end() + 1]
        return "&#58;" if following == "/" or following.isalpha() else ":"
    return f"&#{ord(match[0])};" if match[0] in "<>&@`|" else f"\\{match[0]}"


def _html(text: str) -> str:
    return inline(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
