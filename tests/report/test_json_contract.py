from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report.samples import rich_report

from gitops_lint.finding import Confidence, Finding, Location, Severity, Span
from gitops_lint.report import json_contract, json_lines
from gitops_lint.report.escape import encodable
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions
from gitops_lint.resources import SCHEMAS

SCHEMA = json.loads((SCHEMAS / "gitops-lint" / "report.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def written(report: Report, **options: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(json_contract.render(report, RenderOptions(**options)))
    return value


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", [Report(), rich_report()])
@pytest.mark.parametrize("suppressed", [False, True])
def test_what_is_written_follows_the_shipped_schema(report: Report, suppressed: bool) -> None:
    VALIDATOR.validate(written(report, show_suppressed=suppressed))


def test_the_contract_word_for_word() -> None:
    finding = next(each for each in written(rich_report())["findings"] if each["rule"] == "memory-limit-missing")
    assert finding == {
        "rule": "memory-limit-missing",
        "severity": "warning",
        "confidence": "high",
        "message": "container 'api' has no memory limit",
        "path": "base/deployment.yaml",
        "line": 12,
        "column": 13,
        "end_line": 12,
        "end_column": 19,
        "resource": {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": None, "name": "checkout"},
        "pointer": "/spec/template/spec/containers/0",
        "deployments": [
            {"application": f"argocd/shop-{stage}", "cluster": stage, "namespace": "shop", "name": "checkout"}
            for stage in ("dev", "perf", "prod", "staging")
        ],
        "related": [
            {"path": "base/deployment.yaml", "line": 9, "column": 17, "message": "this container"},
            {"path": "overlays/prod/kustomization.yaml", "line": 2, "column": 5, "message": "rendered here"},
        ],
        "fingerprint": "3f76ed270a0ca695",
        "fix": {"safety": "unsafe", "title": "use the memory request as the limit"},
        "suppressed": None,
    }


def test_the_summary_has_exactly_the_keys_of_the_contract() -> None:
    assert written(rich_report())["summary"] == {
        "files": 12, "documents": 40, "resources": 38, "applications": 40, "rendered": 38, "not_rendered": 2,
        "errors": 2, "warnings": 4, "infos": 1, "suppressed": 1, "seconds": 0.315,
    }  # fmt: skip


def test_suppressed_findings_appear_on_request_with_their_record() -> None:
    assert all(each["suppressed"] is None for each in written(rich_report())["findings"])
    findings = written(rich_report(), show_suppressed=True)["findings"]
    assert [each["suppressed"] for each in findings if each["suppressed"]] == [
        {
            "how": "comment",
            "reason": "dev runs one",
            "author": "Ada <ada@example.org>",
            "expires": "2027-03-31",
            "path": "base/deployment.yaml",
            "line": 4,
        }
    ]


def test_a_notice_without_a_line_says_null() -> None:
    assert [each["line"] for each in written(rich_report())["notices"]] == [9, *[None] * 7]


def test_old_findings_are_counted_not_printed() -> None:
    assert "image-tag-latest" not in {each["rule"] for each in written(rich_report())["findings"]}


def test_findings_are_by_place_whatever_the_order_they_came_in() -> None:
    report = rich_report()
    backwards = Report(findings=tuple(reversed(report.findings)))
    assert written(backwards)["findings"] == written(report)["findings"]


def test_lines_are_the_findings_of_the_contract() -> None:
    lines = json_lines.render(rich_report(), RenderOptions()).splitlines()
    assert [json.loads(line) for line in lines] == written(rich_report())["findings"]


@given(st.text(st.characters(codec=None, categories=None)))
def test_any_message_can_be_written_and_read_back(message: str) -> None:
    place = Location(message, Span(1, 1, 1, 1))
    report = Report(findings=(Finding("r", Severity.INFO, Confidence.LOW, message, place),))
    text = json_contract.render(report, RenderOptions()).encode()
    assert json.loads(text)["findings"][0]["message"] == encodable(message)
    VALIDATOR.validate(json.loads(text))
