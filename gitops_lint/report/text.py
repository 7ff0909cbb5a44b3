"""Frames with carets, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.finding import Confidence, Finding, Related, Severity
from gitops_lint.report.footer import footer
from gitops_lint.report.frame import Mark, draw_lines, wanted_lines
from gitops_lint.report.hunk import draw_fix, hunks
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import crowded, resource_label, shown
from gitops_lint.report.sources import Sources
from gitops_lint.report.style import BOLD, GUTTER, SEVERITY, Style

MOST_OWNERS = 3
MOST_RELATED = 8


def render(report: Report, options: RenderOptions) -> str:
    """Every finding with its source, the object, who deploys it and how to mend it; then the verdict."""
    style = Style(options)
    findings = shown(report, options)
    listed = [(finding, 0) for finding in findings] if options.verbose else crowded(findings)
    cut = listed[: options.max_findings] if options.max_findings else listed

    frames = _Frames(Sources(report.read_text, report.read_lines), options, style)
    rows: list[str] = []
    for finding, more in cut:
        rows += frames.rows(finding)
        rows.append("")
        if more:
            rows += [f"and {more} more of '{style.clean(finding.rule)}' at this place; --verbose shows them", ""]
    left = len(findings) - sum(1 + more for _, more in cut)
    if left:
        rows += [f"and {left} more not shown (--max-findings {options.max_findings})", ""]
    rows.extend(footer(report, options, style))
    return "\n".join(rows).rstrip("\n") + "\n" if rows else ""


class _Frames:
    """Draws findings; what those of a rule have in common is put together once."""

    def __init__(self, sources: Sources, options: RenderOptions, style: Style) -> None:
        self._sources = sources
        self._options = options
        self._style = style
        self._heads: dict[tuple[str, Severity], str] = {}
        self._pages: dict[str, str] = {}

    def rows(self, finding: Finding) -> list[str]:
        """The lines of one finding."""
        style, options, sources = self._style, self._options, self._sources
        tail = " (suppressed)" if finding.suppressed else ""
        rows = [f"{self._head(finding)}: {style.paint(style.clean(finding.message), BOLD)}{tail}"]
        groups = _marks(finding, style)
        texts = {path: sources.lines(path) for path in groups}
        wanted = {path: wanted_lines(marks, texts[path]) for path, marks in groups.items()}
        digits = len(str(max([numbers[-1] if numbers else 1 for numbers in wanted.values()])))
        for number, (path, marks) in enumerate(groups.items()):
            arrow = style.paint(":::" if number else "-->", GUTTER)
            place = marks[0].span
            rows.append(f"{' ' * digits}{arrow} {style.clean(path)}:{place.line}:{place.column}")
            drawn = draw_lines(texts[path], wanted[path], marks, digits, style, options.width)
            if not drawn and marks[0].label:
                drawn = [f"{' ' * digits} {style.paint('=', GUTTER)} note:   {marks[0].label}"]
            rows += drawn
        equals = f"{' ' * digits} {style.paint('=', GUTTER)}"
        rows += [f"{equals} {label:<7} {value}" for label, value in self._facts(finding)]
        if finding.fix is not None:
            rows += draw_fix(hunks(finding.fix, sources), sources, finding.location.path, style, options.width)
        return rows

    def _head(self, finding: Finding) -> str:
        key = (finding.rule, finding.severity)
        if key not in self._heads:
            style, color = self._style, SEVERITY[finding.severity]
            opened = style.paint(f"{finding.severity.label}[", color)
            self._heads[key] = f"{opened}{style.rule(finding.rule)}{style.paint(']', color)}"
        return self._heads[key]

    def _page(self, rule: str) -> str:
        if rule not in self._pages:
            self._pages[rule] = self._style.clean(self._options.page(rule) or f"gitops-lint rule {rule}")
        return self._pages[rule]

    def _facts(self, finding: Finding) -> Iterator[tuple[str, str]]:
        """Label and text of each ``=`` line."""
        style = self._style
        label = resource_label(finding)
        if label:
            yield "object:", style.clean(label)
        for deployment in finding.deployments[:MOST_OWNERS]:
            namespace = f", namespace {deployment.namespace}" if deployment.namespace else ""
            cluster = f" {style.arrow} cluster {style.clean(deployment.cluster)}" if deployment.cluster else ""
            yield "owner:", f"Application {style.clean(deployment.application)}{cluster}{style.clean(namespace)}"
        if len(finding.deployments) > MOST_OWNERS:
            yield "owner:", f"and {len(finding.deployments) - MOST_OWNERS} more"
        if len(finding.related) > MOST_RELATED:
            yield "note:", f"and {len(finding.related) - MOST_RELATED} more related places"
        if finding.confidence is not Confidence.HIGH:
            yield "note:", f"{finding.confidence.label} confidence"
        if finding.suppressed is not None:
            yield "ignored:", style.clean(suppression_text(finding))
        yield "docs:", self._page(finding.rule)
        if finding.fix is not None:
            yield "help:", f"{style.clean(finding.fix.title)} ({'safe' if finding.fix.safe else 'unsafe'} fix)"


def _marks(finding: Finding, style: Style) -> dict[str, list[Mark]]:
    """What to underline in which file: the primary place first, related ones of the same file in its frame."""
    path, span = finding.location
    groups = {path: [Mark(span, "", SEVERITY[finding.severity], primary=True)]}
    for related in finding.related[:MOST_RELATED]:
        groups.setdefault(related.location.path, []).append(_secondary(related, style))
    return groups


def _secondary(related: Related, style: Style) -> Mark:
    return Mark(related.location.span, style.clean(related.message), GUTTER)


def suppression_text(finding: Finding) -> str:
    """``by comment at a.yaml:3 until 2027-01-31 (author): reason``, empty for what is not suppressed."""
    why = finding.suppressed
    if why is None:
        return ""
    where = f" at {why.path}{f':{why.line}' if why.line else ''}" if why.path else ""
    until = f" until {why.expires}" if why.expires else ""
    author = f" ({why.author})" if why.author else ""
    return f"by {why.how}{where}{until}{author}: {why.reason or 'no reason given'}"
