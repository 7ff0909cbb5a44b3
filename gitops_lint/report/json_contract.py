"""The machine contract, version 1; its JSON Schema is ``schemas/gitops-lint/report.json``."""

from __future__ import annotations

from json import JSONEncoder
from typing import Any

from gitops_lint.finding import Finding
from gitops_lint.report.escape import json_text
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import shown

VERSION = 1
SUMMARY = (
    "files", "documents", "resources", "applications", "rendered", "not_rendered",
    "errors", "warnings", "infos", "suppressed", "seconds",
)  # fmt: skip


def render(report: Report, options: RenderOptions) -> str:
    """One JSON object; each finding, failure and notice on a line of its own, so that two reports can be diffed."""
    encode = JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
    head = f'{{"version": {VERSION},\n "tool": {encode(tool(report))},\n "summary": {encode(summary(report))}'
    findings = [encode(finding_object(finding)) for finding in shown(report, options)]
    failures = [
        encode({"rule": each.rule, "path": each.path, "error": each.error, "traceback": each.traceback})
        for each in report.failures
    ]
    notices = [
        encode({"kind": each.kind, "path": each.path, "line": each.line or None, "message": each.message})
        for each in report.notices
    ]
    lists = zip(("findings", "failures", "notices"), (findings, failures, notices), strict=True)
    return json_text(head + "".join(f',\n "{name}": {_list(items)}' for name, items in lists) + "}\n")


def tool(report: Report) -> dict[str, str]:
    """Who wrote the report."""
    return {"name": "gitops-lint", "version": report.version}


def summary(report: Report) -> dict[str, int | float]:
    """The counts of the run."""
    values: dict[str, int | float] = {name: getattr(report.summary, name) for name in SUMMARY}
    values["seconds"] = round(report.summary.seconds, 3)
    return values


def finding_object(finding: Finding) -> dict[str, Any]:
    """One finding; what it does not have is null or an empty list, never absent."""
    path, (line, column, end_line, end_column) = finding.location
    resource, fix, why = finding.resource, finding.fix, finding.suppressed
    return {
        "rule": finding.rule,
        "severity": finding.severity.label,
        "confidence": finding.confidence.label,
        "message": finding.message,
        "path": path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "resource": resource
        and {
            "apiVersion": resource.api_version,
            "kind": resource.kind,
            "namespace": resource.namespace,
            "name": resource.name,
        },
        "pointer": finding.pointer,
        "deployments": [
            {"application": each.application, "cluster": each.cluster, "namespace": each.namespace, "name": each.name}
            for each in finding.deployments
        ],
        "related": [
            {
                "path": each.location.path,
                "line": each.location.span.line,
                "column": each.location.span.column,
                "message": each.message,
            }
            for each in finding.related
        ],
        "fingerprint": finding.fingerprint,
        "fix": fix and {"safety": "safe" if fix.safe else "unsafe", "title": fix.title},
        "suppressed": why
        and {
            "how": why.how,
            "reason": why.reason,
            "author": why.author or None,
            "expires": why.expires or None,
            "path": why.path or None,
            "line": why.line or None,
        },
    }


def _list(items: list[str]) -> str:
    return "[\n  " + ",\n  ".join(items) + "\n ]" if items else "[]"
