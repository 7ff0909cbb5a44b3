"""Findings as the language server protocol says them.  Columns count UTF-16 units, as every editor can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lsprotocol import types as lsp

from gitops_lint.editor.session import Session
from gitops_lint.finding import Edit, Finding, Fix, Location, Severity, Span
from gitops_lint.fixing import choose
from gitops_lint.patterns import regex
from gitops_lint.source.text import Lines

FIX_ALL = "source.fixAll.gitops-lint"
_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}
_UNNEEDED = frozenset({"suppression-unused", "suppression-expired"})
_IGNORED = regex(r"gitops-lint:\s*ignore(?:-file)?\s*\[(?P<rules>[^\]]*)\]")


def diagnostics(session: Session, path: str) -> list[lsp.Diagnostic]:
    """What the editor underlines in one file."""
    return [_diagnostic(session, finding) for finding in session.findings.get(path, ())]


def _diagnostic(session: Session, finding: Finding) -> lsp.Diagnostic:
    owners = ", ".join(sorted({deployment.application for deployment in finding.deployments}))
    related = [
        lsp.DiagnosticRelatedInformation(location(session, each.location), each.message) for each in finding.related
    ]
    return lsp.Diagnostic(
        range=range_of(session.lines(finding.location.path), finding.location.span),
        message=f"{finding.message} (deployed by {owners})" if owners else finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        source="gitops-lint",
        tags=[lsp.DiagnosticTag.Unnecessary] if finding.rule in _UNNEEDED else None,
        related_information=related or None,
        data=finding.fingerprint,
    )


def location(session: Session, place: Location) -> lsp.Location:
    """A place in a file of the repository."""
    return lsp.Location(uri_of(session, place.path), range_of(session.lines(place.path), place.span))


def uri_of(session: Session, path: str) -> str:
    """The address of a file."""
    return Path(session.root / path).as_uri()


def range_of(lines: Lines, span: Span) -> lsp.Range:
    """A span in the editor's terms."""
    start = lsp.Position(max(span.line - 1, 0), _units(lines, span.line, span.column))
    return lsp.Range(start, lsp.Position(max(span.end_line - 1, 0), _units(lines, span.end_line, span.end_column)))


def _units(lines: Lines, line: int, column: int) -> int:
    before = lines.line_text(line)[: max(column - 1, 0)]
    return len(before) if before.isascii() else len(before.encode("utf-16-le", "surrogatepass")) // 2


def actions(session: Session, path: str, where: lsp.Range, only: Sequence[str] | None) -> Iterator[lsp.CodeAction]:
    """What the editor offers at a place: the fixes of the findings there, to ignore them, and all safe fixes."""
    here = [
        finding
        for finding in session.findings.get(path, ())
        if _touches(range_of(session.lines(path), finding.location.span), where)
    ]
    if _wanted(lsp.CodeActionKind.QuickFix, only):
        for finding in here:
            diagnostic = _diagnostic(session, finding)
            if finding.fix is not None:
                yield _quick_fix(session, finding.fix, diagnostic)
            yield _ignore(session, finding, diagnostic)
    if _wanted(FIX_ALL, only):
        edits = choose(session.findings.get(path, ()), unsafe=False)
        if edits:
            every = [edit for of_file in edits.values() for edit in of_file]
            yield lsp.CodeAction("apply all safe fixes of this file", FIX_ALL, edit=_workspace_edit(session, every))


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    return not only or any(kind == each or kind.startswith(f"{each}.") for each in only)


def _touches(one: lsp.Range, other: lsp.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def _quick_fix(session: Session, fix: Fix, diagnostic: lsp.Diagnostic) -> lsp.CodeAction:
    return lsp.CodeAction(
        title=fix.title if fix.safe else f"{fix.title} (may change behaviour)",
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=fix.safe,
        edit=_workspace_edit(session, fix.edits),
    )


def _ignore(session: Session, finding: Finding, diagnostic: lsp.Diagnostic) -> lsp.CodeAction:
    """A comment above; its reason is for a person to write, and asked for until it is there."""
    path, span = finding.location
    written = session.lines(path).line_text(span.line)
    indent = written[: len(written) - len(written.lstrip())]
    above = lsp.Position(max(span.line - 1, 0), 0)
    edit = lsp.TextEdit(lsp.Range(above, above), f"{indent}# gitops-lint: ignore[{finding.rule}] \n")
    return lsp.CodeAction(
        title=f"ignore '{finding.rule}' here",
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        edit=lsp.WorkspaceEdit(changes={uri_of(session, path): [edit]}),
    )


def _workspace_edit(session: Session, edits: Sequence[Edit]) -> lsp.WorkspaceEdit:
    changes: dict[str, list[lsp.TextEdit]] = {}
    for edit in edits:
        lines = session.lines(edit.path)
        made = lsp.TextEdit(range_of(lines, lines.span(edit.start, edit.end)), edit.text)
        changes.setdefault(uri_of(session, edit.path), []).append(made)
    return lsp.WorkspaceEdit(changes=changes)


def hover(session: Session, path: str, at: lsp.Position) -> lsp.Hover | None:
    """The page of the rules that a place is about: of a finding there, or named in a comment."""
    lines = session.lines(path)
    point = lsp.Range(at, at)
    names = [
        finding.rule
        for finding in session.findings.get(path, ())
        if _touches(range_of(lines, finding.location.span), point)
    ]
    named = _IGNORED.search(lines.line_text(at.line + 1))
    if named is not None:
        names += [name.strip() for name in named["rules"].split(",")]
    pages = [page for name in dict.fromkeys(names) if (page := session.page(name))]
    if not pages:
        return None
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n\n---\n\n".join(pages)))
