from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from report.samples import FILES, HOOK, HOSTILE, MEMORY, MISSING_FILE, OLD, RULES, SUPPRESSED, rich_report

from gitops_lint.finding import Confidence, Deployment, Finding, Location, Related, Severity, Span, Suppression
from gitops_lint.report import sarif
from gitops_lint.report.line_hash import line_hashes
from gitops_lint.report.model import Report, RuleInfo
from gitops_lint.report.options import RenderOptions


def run_of(report: Report, **options: Any) -> dict[str, Any]:
    log = json.loads(sarif.render(report, RenderOptions(**options)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return dict(run)


def result_of(finding: Finding, **options: Any) -> dict[str, Any]:
    (result,) = run_of(Report(findings=(finding,), read_text=FILES.get), **options)["results"]
    return dict(result)


def rule_of(rule: RuleInfo, **options: Any) -> dict[str, Any]:
    (descriptor,) = run_of(Report(rules=(rule,)), **options)["tool"]["driver"]["rules"]
    return dict(descriptor)


def test_an_empty_report_still_has_results_and_rules() -> None:
    run = run_of(Report(rules=RULES))
    assert run["results"] == []
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted(rule.name for rule in RULES)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_a_finding_across_files() -> None:
    result = result_of(HOOK)
    assert result["message"]["text"] == (
        "PreSync hook reads ConfigMap 'checkout-config' that is created in wave 2. "
        "See [runs in phase PreSync](1), [created by this object](2), [in phase Sync, wave 2](3)."
    )
    assert [each["id"] for each in result["relatedLocations"]] == [1, 2, 3]
    assert result["level"] == "error"
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {
        "uri": "overlays/prod/migrate-job.yaml",
        "uriBaseId": "%SRCROOT%",
    }
    assert location["physicalLocation"]["region"] == {
        "startLine": 14,
        "startColumn": 23,
        "endLine": 14,
        "endColumn": 38,
        "snippet": {"text": "checkout-config"},
    }
    assert location["logicalLocations"] == [
        {
            "name": "checkout-migrate",
            "fullyQualifiedName": "argocd/shop-prod/shop/batch.Job/checkout-migrate",
            "kind": "resource",
        }
    ]
    (flow,) = result["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    assert [step["importance"] for step in steps] == ["essential", "important", "important", "essential"]
    assert steps[-1]["location"]["physicalLocation"]["region"]["startLine"] == 14


def test_a_finding_within_one_file_has_no_code_flow() -> None:
    assert "codeFlows" not in result_of(dataclasses.replace(MEMORY, related=MEMORY.related[:1]))


def test_fingerprints_are_githubs_and_ours() -> None:
    assert result_of(MEMORY)["partialFingerprints"] == {
        "primaryLocationLineHash": line_hashes(FILES["base/deployment.yaml"], {12})[12],
        "gitopsLint/v1": "3f76ed270a0ca695",
    }


def test_a_file_that_cannot_be_read_has_no_line_hash() -> None:
    assert result_of(MISSING_FILE)["partialFingerprints"] == {"gitopsLint/v1": "ff00000000000006"}


def test_each_file_is_read_once_and_only_if_it_is_needed() -> None:
    reads: list[str] = []

    def read(path: str) -> str | None:
        reads.append(path)
        return FILES.get(path)

    findings = (MEMORY, dataclasses.replace(MEMORY, location=Location("base/deployment.yaml", Span(1, 1, 1, 2))))
    sarif.render(Report(findings=findings, read_text=read), RenderOptions())
    assert reads == ["base/deployment.yaml"]


def test_a_strange_path_is_a_relative_uri() -> None:
    uri = result_of(MISSING_FILE)["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%3A%3Agone,%20100%25.yaml"


def test_a_file_name_that_is_not_utf8_keeps_its_bytes() -> None:
    finding = dataclasses.replace(MISSING_FILE, location=Location("caf\udce9/ü.yaml", Span(1, 1, 1, 1)))
    uri = result_of(finding)["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "caf%E9/%C3%BC.yaml"


def test_a_message_cannot_smuggle_a_link_in() -> None:
    assert "\\[link\\](http://evil)" in result_of(HOSTILE)["message"]["text"]


def test_a_message_ends_with_one_period() -> None:
    assert result_of(dataclasses.replace(MISSING_FILE, message="it is so."))["message"]["text"] == "it is so."
    assert result_of(MISSING_FILE)["message"]["text"].endswith("leads nowhere.")


def test_the_rule_carries_what_github_shows() -> None:
    assert rule_of(RULES[0]) == {
        "id": "memory-limit-missing",
        "name": "MemoryLimitMissing",
        "shortDescription": {"text": "A container has no memory limit."},
        "fullDescription": {"text": "A container without a memory limit can take all memory of its node."},
        "help": {"text": RULES[0].page.strip(), "markdown": RULES[0].page.strip()},
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "precision": "high",
            "problem.severity": "warning",
            "tags": ["resources", "reliability"],
        },
    }


def test_a_security_rule_has_a_score_as_text_and_at_most_ten_tags() -> None:
    properties = rule_of(RULES[2])["properties"]
    assert properties["security-severity"] == "8.8"
    assert properties["tags"] == ["security", *(f"tag-{number}" for number in range(9))]


def test_long_descriptions_are_clipped() -> None:
    rule = dataclasses.replace(RULES[1], summary="x" * 3000, page="y" * 3000)
    descriptor = rule_of(rule)
    assert len(descriptor["shortDescription"]["text"]) == 1024
    assert len(descriptor["fullDescription"]["text"]) == 1024
    assert descriptor["help"]["markdown"] == "y" * 3000


def test_pages_are_linked_where_there_is_a_site() -> None:
    assert "helpUri" not in rule_of(RULES[0])
    rule = rule_of(RULES[0], docs_url="https://x.example/r/{rule}")
    assert rule["helpUri"] == "https://x.example/r/memory-limit-missing"


def test_a_rule_that_the_report_does_not_describe_is_described_by_its_name() -> None:
    run = run_of(Report(findings=(MEMORY,), read_text=FILES.get))
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["shortDescription"] == {"text": "memory limit missing."}
    assert run["results"][0]["ruleIndex"] == 0


def test_every_index_leads_to_its_rule() -> None:
    run = run_of(rich_report())
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_the_most_severe_come_first() -> None:
    levels = [result["level"] for result in run_of(rich_report())["results"]]
    assert levels == ["error", "error", "warning", "warning", "warning", "warning", "warning", "note"]


def test_suppressed_results_are_left_out_unless_asked_for() -> None:
    assert "single-replica" not in {result["ruleId"] for result in run_of(rich_report())["results"]}
    results = run_of(rich_report(), sarif_suppressions=True)["results"]
    (result,) = [each for each in results if each["ruleId"] == SUPPRESSED.rule]
    (suppression,) = result["suppressions"]
    assert suppression["kind"] == "inSource"
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == "dev runs one"
    assert suppression["properties"]["expires"] == "2027-03-31"


def test_old_findings_stay_in_because_an_absent_alert_is_a_closed_one() -> None:
    states = {result["ruleId"]: result["baselineState"] for result in run_of(rich_report())["results"]}
    assert states.pop(OLD.rule) == "unchanged"
    assert set(states.values()) == {"new"}


def test_what_a_baseline_accepts_counts_as_suppressed() -> None:
    accepted = dataclasses.replace(OLD, suppressed=Suppression("baseline", "accepted", ".gitops-lint-baseline.json"))
    report = Report(old=(accepted,), read_text=FILES.get)
    assert run_of(report)["results"] == []
    (result,) = run_of(report, sarif_suppressions=True)["results"]
    assert result["suppressions"][0]["kind"] == "external"


def test_what_was_not_looked_at_and_what_crashed_are_notifications() -> None:
    (invocation,) = run_of(rich_report())["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "endTimeUtc" not in invocation
    crash, notice = invocation["toolExecutionNotifications"][:2]
    assert (crash["level"], crash["descriptor"]["id"]) == ("error", "rule-crashed")
    assert crash["message"]["text"] == "rule 'odd-rule' raised KeyError: 'spec'."
    assert (notice["level"], notice["descriptor"]["id"]) == ("warning", "not-rendered")
    assert notice["locations"][0]["physicalLocation"]["region"] == {"startLine": 9}


def test_category_and_time_only_where_given() -> None:
    assert "automationDetails" not in run_of(Report())
    run = run_of(Report(), sarif_category="prod/", sarif_end_time="2026-11-24T00:00:00Z")
    assert run["automationDetails"] == {"id": "prod/"}
    assert run["invocations"][0]["endTimeUtc"] == "2026-11-24T00:00:00Z"


def test_a_fix_is_given_as_lines_and_columns() -> None:
    (fix,) = result_of(MEMORY)["fixes"]
    assert fix["description"]["text"] == "use the memory request as the limit (unsafe)."
    (change,) = fix["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 14, "startColumn": 1, "endLine": 14, "endColumn": 1},
            "insertedContent": {"text": "              memory: 256Mi\n"},
        }
    ]


def test_a_finding_never_has_more_places_than_github_takes() -> None:
    place = Location("base/deployment.yaml", Span(1, 1, 1, 2))
    finding = dataclasses.replace(
        MEMORY,
        related=tuple(Related(place, f"place {number}") for number in range(2000)),
        deployments=tuple(Deployment(f"argocd/a{number}", "c", "n", "x") for number in range(2000)),
    )
    result = result_of(finding)
    assert len(result["relatedLocations"]) == 100
    assert len(result["locations"][0]["logicalLocations"]) == 100


def many(number: int, message: str = "m") -> Report:
    place = Location("a.yaml", Span(1, 1, 1, 2))
    severities = (Severity(1 + index % 3) for index in range(number))
    findings = (
        Finding("r", severity, Confidence.HIGH, f"{message} {index}", place)
        for index, severity in enumerate(severities)
    )
    return Report(findings=tuple(findings))


def test_the_least_severe_are_left_out_beyond_githubs_limit_and_it_says_so() -> None:
    run = run_of(many(25_003))
    assert len(run["results"]) == 25_000
    levels = [result["level"] for result in run["results"]]
    assert levels.count("error") == 8334
    assert levels.count("note") == 8332
    notification = run["invocations"][0]["toolExecutionNotifications"][0]
    assert notification["message"]["text"] == "3 results were left out, because GitHub refuses larger files."


def test_a_file_over_githubs_size_loses_snippets_first_and_results_last(monkeypatch: pytest.MonkeyPatch) -> None:
    full = sarif.render(rich_report(), RenderOptions())
    monkeypatch.setattr(sarif, "_too_big", lambda text: len(text) >= len(full))
    smaller = run_of(rich_report())
    assert len(smaller["results"]) == 8
    assert '"snippet"' not in json.dumps(smaller)
    assert any("codeFlows" in result for result in smaller["results"])
    monkeypatch.setattr(sarif, "_too_big", lambda text: text.count('"ruleId"') > 3)
    fewest = run_of(rich_report())
    assert [result["level"] for result in fewest["results"]] == ["error", "error", "warning"]
    assert not any("codeFlows" in result for result in fewest["results"])
