"""GitLab's Code Quality report: a JSON array.  Source: GitLab's documentation of the format."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from json import JSONEncoder

from gitops_lint.finding import Finding, Severity
from gitops_lint.report.escape import json_text
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import whole

SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, options: RenderOptions) -> str:  # the format leaves no choice
    """Every finding, old ones too: the merge request shows the difference to the target branch's report."""
    encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    seen: Counter[str] = Counter()
    items = []
    for finding in whole(report):
        item = {
            "description": f"{finding.rule}: {finding.message}",  # the rule's name is shown nowhere else
            "check_name": finding.rule,
            "fingerprint": _unique(finding, seen),
            "severity": SEVERITY[finding.severity],
            "location": {"path": finding.location.path, "lines": {"begin": max(1, finding.location.span.line)}},
        }
        items.append(encode(item))
    return json_text("[" + ",\n ".join(items) + "]\n")


def _unique(finding: Finding, seen: Counter[str]) -> str:
    """The fingerprint; equal ones would become one entry, so twins get another that is as stable."""
    fingerprint = finding.fingerprint or _digest(f"{finding.rule}\0{finding.location.path}\0{finding.message}")
    seen[fingerprint] += 1
    return fingerprint if seen[fingerprint] == 1 else _digest(f"{fingerprint}\0{seen[fingerprint]}")


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
