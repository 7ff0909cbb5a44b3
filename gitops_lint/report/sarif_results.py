"""Findings as SARIF results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from gitops_lint.finding import Finding, Location, Span
from gitops_lint.report.hunk import fits
from gitops_lint.report.line_hash import line_hashes
from gitops_lint.report.model import Report
from gitops_lint.report.sarif_places import artifact, plain, region, sentence
from gitops_lint.report.sarif_rules import LEVEL
from gitops_lint.report.sources import Sources

MOST_RELATED = 100
MOST_OBJECTS = 100
SNIPPET_LINES = 10
SNIPPET_LENGTH = 1000


class Detail(IntEnum):
    """How much a result says beyond what GitHub needs."""

    BARE = 0  #: no code flow, no fix
    NO_SNIPPETS = 1
    FULL = 2


class ResultWriter:
    """Writes results; reads each file once, and hashes it only if a result is in it."""

    def __init__(
        self, report: Report, findings: Sequence[Finding], rule_index: Mapping[str, int], detail: Detail
    ) -> None:
        self._sources = Sources(report.read_text)
        self._index = rule_index
        self._detail = detail
        self._compared = bool(report.old)
        self._old = {id(finding) for finding in report.old}
        wanted: dict[str, set[int]] = {}
        for finding in findings:
            wanted.setdefault(finding.location.path, set()).add(finding.location.span.line)
        self._hashes = {path: self._hash(path, lines) for path, lines in wanted.items()}

    def result(self, finding: Finding) -> dict[str, Any]:
        """One result: a single primary location, the other places linked from its message."""
        path, span = finding.location
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self._index[finding.rule],
            "level": LEVEL[finding.severity],
            "message": {"text": _message(finding)},
            "locations": [self._primary(finding)],
        }
        related = finding.related[:MOST_RELATED]
        if related:
            result["relatedLocations"] = [
                {"id": number, **self._place(each.location), "message": {"text": sentence(plain(each.message))}}
                for number, each in enumerate(related, 1)
            ]
        if self._detail and any(each.location.path != path for each in related):
            result["codeFlows"] = [self._flow(finding)]
        fingerprints = {}
        line_hash = self._hashes[path].get(max(1, span.line))
        if line_hash:
            fingerprints["primaryLocationLineHash"] = line_hash
        if finding.fingerprint:
            fingerprints["gitopsLint/v1"] = finding.fingerprint
        if fingerprints:
            result["partialFingerprints"] = fingerprints
        if self._compared and finding.suppressed is None:
            result["baselineState"] = "unchanged" if id(finding) in self._old else "new"
        if finding.suppressed is not None:
            result["suppressions"] = [self._suppression(finding)]
        fix = self._fix(finding) if self._detail else None
        if fix:
            result["fixes"] = [fix]
        result["properties"] = _properties(finding)
        return result

    def _hash(self, path: str, lines: set[int]) -> dict[int, str]:
        text = self._sources.text(path)
        return {} if text is None else line_hashes(text, {max(1, line) for line in lines})

    def _place(self, place: Location) -> dict[str, Any]:
        return {"physicalLocation": {"artifactLocation": artifact(place.path), "region": region(place.span)}}

    def _primary(self, finding: Finding) -> dict[str, Any]:
        place = self._place(finding.location)
        if self._detail is Detail.FULL:
            self._add_snippets(place["physicalLocation"], finding.location)
        objects = _objects(finding)
        if objects:
            place["logicalLocations"] = objects
        return place

    def _add_snippets(self, physical: dict[str, Any], place: Location) -> None:
        """The span's own text, and with it the lines around: only masked text comes in here."""
        start, end = place.span.line, place.span.end_line
        lines = self._sources.lines(place.path)
        if not 1 <= start <= end <= len(lines) or end - start >= SNIPPET_LINES:
            return
        text = _cut(lines, place.span)
        first, last = max(1, start - 1), min(len(lines), end + 1)
        context = "\n".join(lines[first - 1 : last])
        if text and len(context) <= SNIPPET_LENGTH:
            physical["region"]["snippet"] = {"text": text}
            if last - first > end - start:
                physical["contextRegion"] = {"startLine": first, "endLine": last, "snippet": {"text": context}}

    def _flow(self, finding: Finding) -> dict[str, Any]:
        """The story in steps: what leads there first, the place to change last."""
        steps = [
            {"location": {**self._place(each.location), "message": {"text": sentence(plain(each.message))}}}
            for each in finding.related[:MOST_RELATED]
        ]
        last = {**self._place(finding.location), "message": {"text": sentence(plain(finding.message))}}
        steps.append({"location": last})
        for index, step in enumerate(steps):
            step["importance"] = "essential" if index in {0, len(steps) - 1} else "important"  # type: ignore[assignment]
        return {"threadFlows": [{"locations": steps}]}

    def _suppression(self, finding: Finding) -> dict[str, Any]:
        why = finding.suppressed
        if why is None:
            return {}
        kind = "inSource" if why.how in {"comment", "annotation"} else "external"
        suppression: dict[str, Any] = {"kind": kind, "status": "accepted"}
        if why.reason:
            suppression["justification"] = why.reason
        if why.path:
            line = max(1, why.line)
            suppression["location"] = self._place(Location(why.path, Span(line, 1, line, 1)))
        details = {"how": why.how, "author": why.author, "expires": why.expires}
        suppression["properties"] = {name: value for name, value in details.items() if value}
        return suppression

    def _fix(self, finding: Finding) -> dict[str, Any] | None:
        """The edits by file; None where a file is not there to be changed."""
        if finding.fix is None or not finding.fix.edits:
            return None
        changes = []
        for path in dict.fromkeys(edit.path for edit in finding.fix.edits):
            text = self._sources.text(path)
            edits = sorted((each for each in finding.fix.edits if each.path == path), key=lambda each: each.start)
            if text is None or not fits(edits, len(text)):
                return None
            replacements = []
            for edit in edits:
                deleted = Span(*self._sources.position(path, edit.start), *self._sources.position(path, edit.end))
                replacements.append({"deletedRegion": region(deleted), "insertedContent": {"text": edit.text}})
            changes.append({"artifactLocation": artifact(path), "replacements": replacements})
        safety = "safe" if finding.fix.safe else "unsafe"
        return {"description": {"text": sentence(f"{finding.fix.title} ({safety})")}, "artifactChanges": changes}


def _message(finding: Finding) -> str:
    """The fact as the first sentence, which GitHub uses as the title, then links to the other places."""
    text = sentence(plain(finding.message))
    links = ", ".join(
        f"[{_label(each.message, each.location)}]({number})"
        for number, each in enumerate(finding.related[:MOST_RELATED], 1)
    )
    return f"{text} See {links}." if links else text


def _label(message: str, place: Location) -> str:
    return (message or place.path).replace("[", "(").replace("]", ")").replace("\n", " ")


def _objects(finding: Finding) -> list[dict[str, str]]:
    """The object by Application, namespace, kind and name: what survives every move of text."""
    resource = finding.resource
    if resource is None:
        return []
    group = resource.api_version.rpartition("/")[0]
    kind = f"{group}.{resource.kind}" if group else resource.kind
    name = resource.name or ""
    names = [f"{each.application}/{each.namespace}/{kind}/{each.name}" for each in finding.deployments[:MOST_OBJECTS]]
    if not names:
        names = [f"{resource.namespace}/{kind}/{name}" if resource.namespace else f"{kind}/{name}"]
    return [{"name": name or kind, "fullyQualifiedName": each, "kind": "resource"} for each in names]


def _properties(finding: Finding) -> dict[str, Any]:
    properties: dict[str, Any] = {"confidence": finding.confidence.label}
    if finding.pointer:
        properties["pointer"] = finding.pointer
    return properties


def _cut(lines: Sequence[str], span: Span) -> str:
    """The text of a span, lines joined by a line feed."""
    part = list(lines[span.line - 1 : span.end_line])
    part[-1] = part[-1][: max(0, span.end_column - 1)]
    part[0] = part[0][max(0, span.column - 1) :]
    return "\n".join(part)
