from __future__ import annotations

import dataclasses
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from report.samples import FILES, HOSTILE, MEMORY, MISSING_FILE, OLD, SUPPRESSED, WHOLE_CONTAINER, rich_report

from gitops_lint.finding import Confidence, Finding, Location, Severity, Span
from gitops_lint.report import azure, checkstyle, github, gitlab, junit, markdown, rdjson
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions

QUIET = RenderOptions(quiet=True)


def only(*findings: Finding) -> Report:
    return Report(findings=findings, read_text=FILES.get)


def many(number: int, message: str = "m") -> Report:
    span = Span(1, 1, 1, 2)
    places = [Location(f"f{index:05}.yaml", span) for index in range(number)]
    return only(
        *(Finding("r", Severity(1 + index % 3), Confidence.HIGH, message, place) for index, place in enumerate(places))
    )


def test_github_annotates_a_span() -> None:
    assert github.render(only(MEMORY), QUIET) == (
        "::warning file=base/deployment.yaml,line=12,col=13,endLine=12,endColumn=19,"
        "title=gitops-lint (memory-limit-missing)::base/deployment.yaml:12:13: memory-limit-missing "
        "container 'api' has no memory limit"
        "%0A  base/deployment.yaml:9: note: this container"
        "%0A  overlays/prod/kustomization.yaml:2: note: rendered here\n"
    )


def test_github_gives_no_columns_for_several_lines() -> None:
    assert github.render(only(WHOLE_CONTAINER), QUIET).startswith("::notice file=base/deployment.yaml,line=9,title=")


def test_github_commands_cannot_be_forged() -> None:
    lines = github.render(only(HOSTILE, MISSING_FILE), QUIET).split("\n")
    assert lines[0] == (
        "::error file=%3A%3Agone%2C 100%25.yaml,line=1,title=gitops-lint (dangling-symlink)::"
        "::gone, 100%25.yaml:1:1: dangling-symlink symbolic link '::gone, 100%25.yaml' leads nowhere"
    )
    assert lines[1] == (
        "::warning file=odd.yaml,line=3,col=2,endLine=3,endColumn=6,title=gitops-lint (odd-key)::"
        "odd.yaml:3:2: odd-key key '\U0001f600 名前' is \\x1b[31mred\\x1b[0m\\n::error::100%25 <b>&|`x` "
        "[link](http://evil) ##vso(task.setvariable]"
    )


def test_github_annotates_ten_of_each_level_the_most_severe_first_and_prints_the_rest_as_lines() -> None:
    lines = github.render(many(90), QUIET).splitlines()
    assert [line.split(" ")[0] for line in lines[:30]] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert lines[30] == "60 more without an annotation:"
    assert len(lines) == 91
    assert not any(line.startswith("::") for line in lines[31:])


def test_github_annotates_a_rule_once_at_a_place() -> None:
    here, there = Location("a.yaml", Span(1, 1, 1, 2)), Location("a.yaml", Span(2, 1, 2, 2))
    found = [Finding("r", Severity.ERROR, Confidence.HIGH, f"m{number}", here) for number in range(20)]
    found.append(Finding("r", Severity.ERROR, Confidence.HIGH, "n", there))
    rows = github.render(only(*found), RenderOptions(quiet=True)).splitlines()
    assert [row.rpartition(" ")[2] for row in rows if row.startswith("::error")] == ["m0", "n"]
    assert "19 more without an annotation:" in rows


def test_gitlab_has_the_fields_the_documentation_names() -> None:
    assert json.loads(gitlab.render(only(MEMORY), QUIET)) == [
        {
            "description": "memory-limit-missing: container 'api' has no memory limit",
            "check_name": "memory-limit-missing",
            "fingerprint": "3f76ed270a0ca695",
            "severity": "minor",
            "location": {"path": "base/deployment.yaml", "lines": {"begin": 12}},
        }
    ]
    assert gitlab.render(Report(), QUIET) == "[]\n"


def test_gitlab_fingerprints_are_unique_and_stable() -> None:
    nameless = dataclasses.replace(MEMORY, fingerprint="")
    prints = [each["fingerprint"] for each in json.loads(gitlab.render(only(MEMORY, MEMORY, MEMORY, nameless), QUIET))]
    assert len(set(prints)) == 4
    assert "3f76ed270a0ca695" in prints
    again = [each["fingerprint"] for each in json.loads(gitlab.render(only(nameless, MEMORY, MEMORY, MEMORY), QUIET))]
    assert prints == again


def test_gitlab_gets_old_findings_because_it_compares_with_the_target_branch() -> None:
    report = Report(findings=(MEMORY,), old=(OLD,))
    assert {each["check_name"] for each in json.loads(gitlab.render(report, QUIET))} == {MEMORY.rule, OLD.rule}


def cases(report: Report, **options: Any) -> dict[str, list[str]]:
    root = ET.fromstring(junit.render(report, RenderOptions(**options)).encode())
    return {
        case.attrib["name"]: [child.tag for child in case]
        for suite in root.findall("testsuite")
        for case in suite.findall("testcase")
    }


def test_junit_fails_what_makes_the_run_fail() -> None:
    assert cases(only(MEMORY, WHOLE_CONTAINER)) == {
        "memory-limit-missing": ["failure"],
        "liveness-probe-missing": ["system-out"],
    }
    assert cases(only(MEMORY), fail_on=Severity.ERROR) == {"memory-limit-missing": ["system-out"]}
    assert cases(only(MEMORY), fail_on=None) == {"memory-limit-missing": ["system-out"]}


def test_junit_of_a_clean_run_has_a_passing_case() -> None:
    assert cases(Report()) == {"no problems found": []}


def test_junit_skips_what_is_suppressed_and_reports_crashes_as_errors() -> None:
    found = cases(rich_report(), show_suppressed=True)
    assert found[SUPPRESSED.rule] == ["skipped"]
    assert found["odd-rule"] == ["error"]


def test_junit_counts_add_up() -> None:
    root = ET.fromstring(junit.render(rich_report(), RenderOptions(show_suppressed=True)).encode())
    for name in ("tests", "failures", "errors"):
        assert int(root.attrib[name]) == sum(int(suite.attrib[name]) for suite in root)
    assert int(root.attrib["tests"]) == len(root.findall("testsuite/testcase"))


@pytest.mark.parametrize("render", [junit.render, checkstyle.render])
def test_xml_survives_any_message(render: Any) -> None:
    root = ET.fromstring(render(only(HOSTILE), QUIET).encode())
    (message,) = [element.attrib["message"] for element in root.iter() if "message" in element.attrib]
    assert message == HOSTILE.message.replace("\x1b", "\ufffd")


def test_checkstyle_groups_by_file() -> None:
    root = ET.fromstring(checkstyle.render(rich_report(), QUIET).encode())
    names = [file.attrib["name"] for file in root]
    assert names == sorted(set(names))
    assert root.findall("file/error")[1].attrib == {
        "line": "9",
        "column": "11",
        "severity": "info",
        "message": "container 'api' has no liveness probe",
        "source": "gitops-lint.liveness-probe-missing",
    }


def test_azure_escapes_as_its_agent_reads() -> None:
    finding = dataclasses.replace(HOSTILE, location=Location("a;b]%.yaml", Span(3, 2, 3, 6)), message="50%\n##vso[x]y")
    assert azure.render(only(finding), QUIET) == (
        "##vso[task.logissue type=warning;sourcepath=a%3Bb%5D%AZP25.yaml;linenumber=3;columnnumber=2;code=odd-key;]"
        "50%AZP25\\n##vso(x]y\n"
    )


def test_reviewdog_gets_safe_fixes_as_suggestions() -> None:
    (diagnostic,) = json.loads(rdjson.render(only(WHOLE_CONTAINER), QUIET))["diagnostics"]
    assert diagnostic["severity"] == "INFO"
    assert diagnostic["suggestions"] == [
        {
            "range": {"start": {"line": 12, "column": 13}, "end": {"line": 12, "column": 20}},
            "text": "limits: # all",
        }
    ]
    (unsafe,) = json.loads(rdjson.render(only(MEMORY), QUIET))["diagnostics"]
    assert "suggestions" not in unsafe
    assert unsafe["related_locations"][1]["location"]["path"] == "overlays/prod/kustomization.yaml"


def test_markdown_keeps_repository_text_as_text() -> None:
    shown = markdown.render(only(HOSTILE), QUIET)
    row = next(line for line in shown.splitlines() if line.startswith("| odd.yaml"))
    assert row == (
        "| odd.yaml:3:2 | key '\U0001f600 名前' is \\\\x1b\\[31mred\\\\x1b\\[0m\\\\n:&#58;error::100% "
        "&#60;b&#62;&#38;&#124;&#96;x&#96; \\[link\\](http&#58;//evil) \\#\\#vso(task.setvariable\\] |"
    )


def test_markdown_mentions_nobody() -> None:
    shown = markdown.render(only(dataclasses.replace(MEMORY, message="ask @octocat, :tada:")), QUIET)
    assert "ask &#64;octocat, &#58;tada: |" in shown


def test_markdown_shows_two_hundred_rows_and_says_how_many_are_left() -> None:
    shown = markdown.render(many(1000), QUIET)
    assert len(re.findall(r"^\| f\d+\.yaml:1:1 \| m \|$", shown, re.MULTILINE)) == 200
    assert "…and 800 more." in shown


def test_markdown_stays_under_what_github_keeps() -> None:
    report = many(400, message="<" * 50_000)
    report = dataclasses.replace(
        report,
        findings=tuple(
            dataclasses.replace(finding, location=Location("@" * 4000 + finding.location.path, finding.location.span))
            for finding in report.findings
        ),
    )
    assert len(markdown.render(report, QUIET).encode()) < 1024 * 1024


def test_markdown_counts_findings_per_application() -> None:
    shown = markdown.render(rich_report(), QUIET)
    assert "| argocd/shop-prod | 1 | 1 | 0 |\n| argocd/shop-dev | 0 | 1 | 0 |" in shown
