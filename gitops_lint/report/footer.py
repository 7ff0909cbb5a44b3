"""What terminal formats say after the findings: crashes, notices, statistics and the verdict with its coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gitops_lint.finding import Finding, Severity
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import count
from gitops_lint.report.style import BOLD, DIM, SEVERITY, Style

MOST_NOTICES = 5


def footer(report: Report, options: RenderOptions, style: Style) -> Iterator[str]:
    """The lines below the findings; with ``quiet`` only those about crashes, and what was asked for by itself."""
    yield from _failures(report, options, style)
    if not options.quiet:
        yield from _notices(report, options, style)
    if options.statistics:
        yield from _statistics(report, style)
    if options.timing:
        yield from _timing(report, style)
    if not options.quiet:
        yield style.paint(verdict(report, style.dot), BOLD)
        yield style.paint(coverage(report, style.dot), DIM)


def verdict(report: Report, dot: str = "·") -> str:
    """``Found 2 problems (1 error, 1 warning) in 2 of 6 files · 1 fixable with --fix · 3 suppressed``."""
    findings = report.findings
    parts = [_found(findings, report.summary.files) if findings else "No problems found"]
    safe = sum(finding.fix is not None and finding.fix.safe for finding in findings)
    unsafe = sum(finding.fix is not None and not finding.fix.safe for finding in findings)
    if safe:
        parts.append(f"{safe} fixable with --fix")
    if unsafe:
        parts.append(f"{unsafe} {'more' if safe else 'fixable'} with --fix --unsafe-fixes")
    suppressed = report.summary.suppressed or len(report.suppressed)
    old = report.summary.old or len(report.old)
    if suppressed:
        parts.append(f"{suppressed} suppressed")
    if old:
        parts.append(f"{old} old")
    if report.failures:
        parts.append("1 crash" if len(report.failures) == 1 else f"{len(report.failures)} crashes")
    return f" {dot} ".join(parts)


def coverage(report: Report, dot: str = "·") -> str:
    """``Checked 38 resources in 12 files · covers 38 of 40 Applications · 0.31 s``: what the verdict speaks of."""
    summary = report.summary
    parts = [f"Checked {count(summary.resources, 'resource')} in {count(summary.files, 'file')}"]
    if summary.applications:
        parts.append(f"covers {summary.rendered} of {count(summary.applications, 'Application')}")
    if summary.not_manifests:
        parts.append(f"{count(summary.not_manifests, 'file')} without manifests")
    if summary.not_judged:
        parts.append(f"{count(summary.not_judged, 'file')} not judged")
    if report.notices:
        parts.append(count(len(report.notices), "notice"))
    if summary.seconds:
        parts.append(f"{summary.seconds:.2f} s")
    return f" {dot} ".join(parts)


def _found(findings: Sequence[Finding], files: int) -> str:
    severities = Counter(finding.severity for finding in findings)
    worst_first = sorted(severities, reverse=True)
    kinds = ", ".join(count(severities[level], level.label) for level in worst_first)
    touched = len({finding.location.path for finding in findings})
    where = f"{touched} of {count(files, 'file')}" if files >= touched else count(touched, "file")
    return f"Found {count(len(findings), 'problem')} ({kinds}) in {where}"


def _failures(report: Report, options: RenderOptions, style: Style) -> Iterator[str]:
    for failure in report.failures:
        head = style.paint("crash", SEVERITY[Severity.ERROR])
        where = f" on {style.clean(failure.path)}" if failure.path else ""
        yield f"{head}: rule '{style.clean(failure.rule)}' raised {style.clean(failure.error)}{where}"
        if options.verbose:
            yield from (f"    {style.clean(line)}" for line in failure.traceback.splitlines())
    if report.failures:
        yield "  this is a defect of the rule, not of your repository; the other rules went on"
        yield ""


def _notices(report: Report, options: RenderOptions, style: Style) -> Iterator[str]:
    """Each kind's first notices, so that one common kind cannot hide the others."""
    seen: Counter[str] = Counter()
    for notice in report.notices:
        seen[notice.kind] += 1
        if seen[notice.kind] > MOST_NOTICES and not options.verbose:
            continue
        where = f"{style.clean(notice.path)}{f':{notice.line}' if notice.line else ''}: " if notice.path else ""
        kind = style.paint(f"notice[{style.clean(notice.kind)}]", SEVERITY[Severity.INFO])
        yield f"{kind}: {where}{style.clean(notice.message)}"
    for kind, number in sorted(seen.items()):
        if number > MOST_NOTICES and not options.verbose:
            yield f"  and {number - MOST_NOTICES} more of kind '{style.clean(kind)}'; --verbose lists them"
    if seen:
        yield ""


def _statistics(report: Report, style: Style) -> Iterator[str]:
    counts = Counter((finding.rule, finding.severity) for finding in report.findings)
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for (rule, severity), number in rows:
        yield f"{number:>6}  {style.paint(f'{severity.label:<7}', SEVERITY[severity])}  {style.clean(rule)}"
    if rows:
        yield ""


def _timing(report: Report, style: Style) -> Iterator[str]:
    for name, seconds in sorted(report.timing.items(), key=lambda item: (-item[1], item[0])):
        yield f"{seconds * 1000:>9.1f} ms  {style.clean(name)}"
    if report.timing:
        yield ""
