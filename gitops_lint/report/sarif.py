"""SARIF 2.1.0, for GitHub code scanning first and everybody else who reads it.

Sources: the OASIS schema (errata 01); GitHub's "SARIF support for code scanning" for what is read and the limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from json import JSONEncoder
from typing import Any

from gitops_lint.finding import Finding
from gitops_lint.report.escape import json_text
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import position_key, whole, worst_first
from gitops_lint.report.sarif_places import BASE, location, sentence
from gitops_lint.report.sarif_results import Detail, ResultWriter
from gitops_lint.report.sarif_rules import descriptors

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "pkg:pypi/gitops-lint"  #: package URL; the validator wants an absolute URI (SARIF2005)
MOST_RESULTS = 25_000  #: GitHub refuses more; of these it keeps the 5,000 most severe, hence the order
MOST_BYTES = 10_000_000  #: of the file compressed with gzip
MOST_NOTIFICATIONS = 1_000


def render(report: Report, options: RenderOptions) -> str:
    """One run with all rules and results, the most severe first.

    Old findings are in it, because an alert that is absent from an upload is closed.  A file that GitHub would refuse
    for its size loses first the source snippets, then the code flows, then the least severe results.
    """
    results = _results(report, options)
    limit = min(len(results), MOST_RESULTS)
    text = _dump(report, options, results[:limit], len(results), Detail.FULL)
    for detail in (Detail.NO_SNIPPETS, Detail.BARE):
        if not _too_big(text):
            return text
        text = _dump(report, options, results[:limit], len(results), detail)
    while _too_big(text) and limit:
        limit = limit * 3 // 4
        text = _dump(report, options, results[:limit], len(results), Detail.BARE)
    return text


def _results(report: Report, options: RenderOptions) -> list[Finding]:
    findings = whole(report)
    if options.sarif_suppressions:
        hidden = [finding for finding in report.old if finding.suppressed is not None]
        findings = sorted([*findings, *report.suppressed, *hidden], key=position_key)
    return worst_first(findings)


def _dump(report: Report, options: RenderOptions, findings: Sequence[Finding], total: int, detail: Detail) -> str:
    rules = descriptors(report, findings, options)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    writer = ResultWriter(report, findings, index, detail)
    run: dict[str, Any] = {
        "tool": {"driver": _driver(report, options, rules)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASE: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, options, total - len(findings))],
        "results": [writer.result(finding) for finding in findings],
    }
    if options.sarif_category:
        run["automationDetails"] = {"id": options.sarif_category.rstrip("/") + "/"}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode(log)) + "\n"


def _driver(report: Report, options: RenderOptions, rules: list[dict[str, Any]]) -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "gitops-lint", "fullName": "gitops-lint for Argo CD and Kubernetes"}
    if report.version:
        driver["version"] = driver["semanticVersion"] = report.version
    documented = options.docs_url.startswith("https://")
    driver["informationUri"] = "/".join(options.docs_url.split("/")[:3]) if documented else HOME
    driver["rules"] = rules
    return driver


def _invocation(report: Report, options: RenderOptions, left_out: int) -> dict[str, Any]:
    """Whether the run went well, and what it did not look at."""
    notifications: list[dict[str, Any]] = []
    for failure in report.failures:
        notification = _notification("rule-crashed", "error", f"rule '{failure.rule}' raised {failure.error}")
        if failure.path:
            notification["locations"] = [location(failure.path)]
        notification["exception"] = {"message": failure.error}
        notifications.append(notification)
    if left_out:
        text = f"{left_out} results were left out, because GitHub refuses larger files"
        notifications.append(_notification("results-left-out", "warning", text))
    for notice in report.notices:
        level = "warning" if notice.kind.startswith("not-") else "note"
        notification = _notification(notice.kind, level, notice.message)
        if notice.path:
            notification["locations"] = [location(notice.path, notice.line)]
        notifications.append(notification)
    invocation: dict[str, Any] = {"executionSuccessful": not report.failures}
    if options.sarif_end_time:
        invocation["endTimeUtc"] = options.sarif_end_time
    if notifications:
        invocation["toolExecutionNotifications"] = notifications[:MOST_NOTIFICATIONS]
    return invocation


def _notification(kind: str, level: str, text: str) -> dict[str, Any]:
    return {"descriptor": {"id": kind}, "level": level, "message": {"text": sentence(text)}}


def _too_big(text: str) -> bool:
    raw = text.encode()
    if len(raw) <= MOST_BYTES:
        return False
    import gzip

    return len(gzip.compress(raw, 6, mtime=0)) > MOST_BYTES
