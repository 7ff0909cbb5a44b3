"""The findings of the machine contract, one per line; nothing else, so that a line is always a finding."""

from __future__ import annotations

from json import JSONEncoder

from gitops_lint.report.escape import json_text
from gitops_lint.report.json_contract import finding_object
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.order import shown


def render(report: Report, options: RenderOptions) -> str:
    """One JSON object per line; empty text for a report without findings."""
    encode = JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
    return json_text("".join(f"{encode(finding_object(finding))}\n" for finding in shown(report, options)))
