"""Rules as SARIF's reporting descriptors, with what GitHub shows and ranks by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gitops_lint.finding import Finding, Severity
from gitops_lint.report.model import Report, RuleInfo
from gitops_lint.report.options import RenderOptions
from gitops_lint.report.sarif_places import clip, sentence

LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
MOST_TAGS = 10  #: GitHub shows ten and refuses more than twenty
MOST_RULES = 25_000
LONGEST_DESCRIPTION = 1024
LONGEST_NAME = 255


def descriptors(report: Report, findings: Iterable[Finding], options: RenderOptions) -> list[dict[str, Any]]:
    """All rules that ran, and a bare entry for a result whose rule the report does not describe; by name."""
    rules = {rule.name: rule for rule in report.rules[:MOST_RULES]}
    for finding in findings:
        if finding.rule not in rules:
            summary = finding.rule.replace("-", " ")
            rules[finding.rule] = RuleInfo(finding.rule, summary, finding.severity, finding.confidence.label)
    return [_descriptor(rules[name], options) for name in sorted(rules)]


def _descriptor(rule: RuleInfo, options: RenderOptions) -> dict[str, Any]:
    summary = sentence(rule.summary or rule.name.replace("-", " "))
    page = rule.page.strip()
    tags = [*rule.tags]
    properties: dict[str, Any] = {"precision": rule.confidence, "problem.severity": PROBLEM[rule.severity]}
    if rule.security_severity is not None:
        tags = ["security", *(tag for tag in tags if tag != "security")]
        properties["security-severity"] = f"{min(10.0, max(0.1, rule.security_severity)):.1f}"
    if tags:
        properties["tags"] = tags[:MOST_TAGS]
    descriptor: dict[str, Any] = {"id": rule.name}
    name = "".join(part[:1].upper() + part[1:] for part in rule.name.replace("_", "-").replace("/", "-").split("-"))
    if name != rule.name:
        descriptor["name"] = clip(name, LONGEST_NAME)
    descriptor["shortDescription"] = {"text": clip(summary, LONGEST_DESCRIPTION)}
    descriptor["fullDescription"] = {"text": clip(_first_paragraph(page) or summary, LONGEST_DESCRIPTION)}
    descriptor["help"] = {"text": page or summary, "markdown": page or summary}
    if options.page(rule.name).startswith("https://"):
        descriptor["helpUri"] = options.page(rule.name)
    descriptor["defaultConfiguration"] = {"level": LEVEL[rule.severity]}
    descriptor["properties"] = properties
    return descriptor


def _first_paragraph(page: str) -> str:
    """The first prose of a Markdown page, on one line."""
    for block in page.split("\n\n"):
        text = " ".join(line for line in block.splitlines() if not line.startswith("#")).strip()
        if text and not text.startswith(("```", "|", "-", "*")):
            return sentence(text)
    return ""
