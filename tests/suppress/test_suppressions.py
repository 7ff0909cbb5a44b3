"""What may be left out of a report: comments, annotations, overrides, and what is wrong with them."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import Run
from support import GitRepo, Tree, pod

from gitops_lint import Config, Report, lint_text
from gitops_lint.settings import config_from

RULE = "memory-limit-missing"
WORDS = ("check", "--select", f"{RULE},suppression", "--no-cache", "--output-format", "json")
TODAY = dt.date(2026, 11, 24)

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: registry.example/app:1.4.2
    - name: helper
      image: registry.example/app:1.4.2
"""


def lint(text: str, **data: object) -> Report:
    from dataclasses import replace

    return lint_text(text, "pod.yaml", replace(config_from(data), select_only=(RULE, "suppression"), today=TODAY))


def found(report: Report) -> list[str]:
    return [f"{finding.location.span.line} {finding.rule}: {finding.message}" for finding in report.findings]


APP = f"7 {RULE}: container 'app' has no memory limit"
HELPER = f"9 {RULE}: container 'helper' has no memory limit"


def test_without_suppressions_both_are_found() -> None:
    assert found(lint(POD)) == [APP, HELPER]


class TestComments:
    def test_at_the_end_of_the_line(self) -> None:
        report = lint(POD.replace("name: app\n", f"name: app  # gitops-lint: ignore[{RULE}] node is dedicated\n"))
        assert found(report) == [HELPER]
        (hidden,) = report.suppressed
        assert hidden.suppressed is not None
        assert (hidden.suppressed.how, hidden.suppressed.reason) == ("comment", "node is dedicated")
        assert (hidden.suppressed.path, hidden.suppressed.line) == ("pod.yaml", 7)
        assert report.summary.suppressed == 1

    def test_alone_above_a_node_it_counts_for_the_whole_node(self) -> None:
        text = POD.replace("spec:\n", f"# gitops-lint: ignore[{RULE}] a demo\nspec:\n")
        assert found(lint(text)) == []
        assert len(lint(text).suppressed) == 2

    def test_alone_above_a_list_item_it_counts_for_that_item(self) -> None:
        text = POD.replace("    - name: app", f"    # gitops-lint: ignore[{RULE}] a demo\n    - name: app")
        assert found(lint(text)) == [f"10 {RULE}: container 'helper' has no memory limit"]

    def test_for_the_whole_file(self) -> None:
        assert found(lint(f"# gitops-lint: ignore-file[{RULE}] a demo\n{POD}")) == []

    def test_another_tools_id_and_a_tag_stand_for_rules_too(self) -> None:
        for word in ("CKV_K8S_13", "resources", f"suppression,{RULE}"):
            report = lint(f"# gitops-lint: ignore-file[{word}] a demo\n{POD}")
            assert [item for item in found(report) if RULE in item] == []

    def test_other_rules_are_not_touched(self) -> None:
        report = lint(POD.replace("name: app\n", "name: app  # gitops-lint: ignore[cpu-limit-missing] because\n"))
        assert found(report) == [APP, HELPER]

    def test_text_inside_of_a_value_is_no_comment(self) -> None:
        text = f"{POD}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\ndata:\n  a: |\n    # gitops-lint: ignore-file[{RULE}] no\n"  # noqa: E501
        assert found(lint(text)) == [APP, HELPER]


class TestAnnotations:
    def test_on_the_object(self) -> None:
        text = POD.replace(
            "  name: web\n", f'  name: web\n  annotations:\n    gitops-lint.io/ignore: "{RULE}: a demo"\n'
        )
        report = lint(text)
        assert found(report) == []
        assert {item.suppressed.how for item in report.suppressed if item.suppressed} == {"annotation"}
        assert {item.suppressed.reason for item in report.suppressed if item.suppressed} == {"a demo"}

    def test_several_parts(self) -> None:
        value = f"cpu-limit-missing: one; {RULE}: two"
        text = POD.replace("  name: web\n", f'  name: web\n  annotations: {{gitops-lint.io/ignore: "{value}"}}\n')
        assert [item for item in found(lint(text)) if RULE in item] == []

    def test_what_is_wrong_with_one_is_marked_where_it_is_written(self) -> None:
        value = f"{RULE}; nonsense-rule: x; resources: until 2026-01-01"
        text = POD.replace("  name: web\n", f'  name: web\n  annotations:\n    gitops-lint.io/ignore: "{value}"\n')
        report = lint(text)
        complaints = {item.rule: item.location.span for item in report.findings if item.rule.startswith("suppression")}
        assert set(complaints) == {
            "suppression-without-reason", "suppression-unknown-rule", "suppression-expired"
        }  # fmt: skip
        assert {(span.line, span.column) for span in complaints.values()} == {(6, 28)}
        assert {item.suppressed.line for item in report.suppressed if item.suppressed} == {6}

    def test_one_that_a_patch_adds_is_marked_in_the_patch(self, tree: Tree, run: Run) -> None:
        patch = (
            f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    gitops-lint.io/ignore: {RULE}\n"
        )
        tree.write(
            {
                "pod.yaml": pod(),
                "patch.yaml": patch,
                "kustomization.yaml": "resources: [pod.yaml]\npatches: [{path: patch.yaml}]\n",
            }
        )
        assert run(*WORDS).places == ["patch.yaml:6 suppression-without-reason"]


class TestOverrides:
    @pytest.mark.parametrize(
        "part", [{"paths": ["*.yaml"]}, {"paths": ["pod.yaml"]}, {"kinds": ["Pod"]}, {"namespaces": ["shop"]}, {}]
    )
    def test_ignore_in_a_part_of_the_repository(self, part: dict[str, object]) -> None:
        text = POD.replace("name: web", "name: web\n  namespace: shop")
        report = lint(text, overrides=[{**part, "ignore": [RULE], "reason": "a demo"}])
        assert found(report) == []
        assert {item.suppressed.how for item in report.suppressed if item.suppressed} == {"configuration"}

    @pytest.mark.parametrize("part", [{"paths": ["apps/**"]}, {"kinds": ["Deployment"]}, {"namespaces": ["shop"]}])
    def test_not_elsewhere(self, part: dict[str, object]) -> None:
        override = {**part, "ignore": [RULE], "reason": "a demo"}
        assert [item for item in found(lint(POD, overrides=[override])) if RULE in item.split(":")[0]] == [APP, HELPER]

    def test_severity_in_a_part_of_the_repository(self) -> None:
        report = lint(POD, overrides=[{"kinds": ["Pod"], "rules": {RULE: {"severity": "error"}}}])
        assert [finding.severity.label for finding in report.findings] == ["error", "error"]


class TestExpiry:
    def test_it_counts_until_the_day_itself(self) -> None:
        for day, silent in (("2026-11-25", True), ("2026-11-24", True), ("2026-11-23", False)):
            report = lint(f"# gitops-lint: ignore-file[{RULE}] a demo until {day}\n{POD}")
            assert (not any(RULE in item.split(":")[0] for item in found(report))) is silent

    def test_an_expired_one_is_a_finding(self) -> None:
        report = lint(f"# gitops-lint: ignore-file[{RULE}] a demo until 2026-11-23\n{POD}")
        assert f"1 suppression-expired: ignoring '{RULE}' expired on 2026-11-23" in found(report)

    def test_thirty_days_before_it_says_so(self) -> None:
        def soon(day: str) -> bool:
            report = lint(f"# gitops-lint: ignore-file[{RULE}] a demo until {day}\n{POD}")
            return any("suppression-expires-soon" in item for item in found(report))

        assert (soon("2026-12-24"), soon("2026-12-25")) == (True, False)

    @pytest.mark.parametrize("day", ["2027-02-30", "2027-3-1", "31.12.2027", "2027/03/31"])
    def test_a_day_that_is_none_is_told(self, day: str) -> None:
        report = lint(f"# gitops-lint: ignore-file[{RULE}] a demo until {day}\n{POD}")
        message = f"'{day}' is no date such as 2027-03-31: ignoring '{RULE}' does not expire"
        assert f"1 suppression-malformed: {message}" in found(report)

    @pytest.mark.parametrize("reason", ["until 1.34.2 is out", "until the migration is over"])
    def test_what_else_one_waits_for_is_no_day(self, reason: str) -> None:
        report = lint(f"# gitops-lint: ignore-file[{RULE}] {reason}\n{POD}")
        assert not any("suppression-malformed" in item for item in found(report))

    def test_of_an_override(self) -> None:
        override = {"ignore": [RULE], "reason": "a demo", "expires": "2026-11-01"}
        report = lint(POD, overrides=[override])
        assert APP in found(report)
        assert any(item.endswith(f"ignoring '{RULE}' expired on 2026-11-01") for item in found(report))


class TestComplaints:
    def test_no_reason(self) -> None:
        report = lint(f"# gitops-lint: ignore-file[{RULE}]\n{POD}")
        assert found(report) == [f"1 suppression-without-reason: '{RULE}' is ignored without a reason"]

    def test_nothing_to_suppress(self) -> None:
        report = lint(f"# gitops-lint: ignore-file[{RULE}] a demo\n{pod(limit=True)}")
        assert found(report) == [f"1 suppression-unused: nothing here breaks '{RULE}'"]

    def test_a_rule_that_did_not_run_is_not_unused(self) -> None:
        assert found(lint(f"# gitops-lint: ignore-file[cpu-limit-missing] a demo\n{pod(limit=True)}")) == []

    def test_an_unknown_rule(self) -> None:
        report = lint(f"# gitops-lint: ignore-file[memory-limit-mising] a demo\n{pod(limit=True)}")
        (only,) = found(report)
        assert only.startswith("1 suppression-unknown-rule: unknown rule 'memory-limit-mising'")
        assert "did you mean 'memory-limit-missing'?" in only


class TestLocked:
    def test_nothing_suppresses_a_locked_rule(self) -> None:
        text = POD.replace("  name: web\n", f'  name: web\n  annotations: {{gitops-lint.io/ignore: "{RULE}: x"}}\n')
        report = lint(
            f"# gitops-lint: ignore-file[{RULE}] a demo\n{text}",
            locked=[RULE],
            overrides=[{"ignore": [RULE], "reason": "x"}],
        )
        assert sum(finding.rule == RULE for finding in report.findings) == 2
        assert report.suppressed == ()
        assert [(item.rule, item.message) for item in report.findings if item.rule != RULE] == [
            ("suppression-unused", f"'{RULE}' is locked: nobody may ignore it")
        ] * 3

    def test_a_locked_rule_beside_one_that_may_be_ignored(self) -> None:
        text = POD.replace("name: app\n", f"name: app  # gitops-lint: ignore[{RULE}, suppression-expired] a demo\n")
        locked = f"7 suppression-unused: '{RULE}' is locked: nobody may ignore it"
        assert found(lint(text, locked=[RULE])) == [APP, locked, HELPER]

    def test_what_a_configuration_ignores_itself(self, tree: Tree, run: Run) -> None:
        tree.write(
            {
                "pod.yaml": pod(),
                "policy/base.yaml": f"ignore: [single-replica]\nlocked: [{RULE}]\n",
                ".gitops-lint.yaml": f"extends: [policy/base.yaml]\nignore:\n  - cpu-limit-missing\n  - {RULE}\n",
            }
        )
        report = run(*WORDS[:1], "--no-cache", "--output-format", "json").json
        places = [(item["path"], item["line"], item["column"], item["rule"]) for item in report["findings"]]
        assert places == [
            (".gitops-lint.yaml", 4, 5, "suppression-unused"),
            ("pod.yaml", 4, 9, "naked-pod"),
            ("pod.yaml", 7, 13, RULE),
        ]
        assert report["findings"][0]["message"] == f"'{RULE}' is locked: nobody may ignore it"

    def test_a_tag_that_holds_a_locked_rule_still_has_an_effect(self, tree: Tree, run: Run) -> None:
        text = f"locked: [{RULE}]\nignore: [resources]\n"
        tree.write({"pod.yaml": pod(), ".gitops-lint.yaml": text})
        report = run("check", "--no-cache", "--output-format", "json").json
        assert [item["rule"] for item in report["findings"]] == ["naked-pod", RULE]

    def test_what_the_command_line_ignores(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod(), ".gitops-lint.yaml": f"ignore: [single-replica]\nlocked: [{RULE}]\n"})
        words = ("check", "--no-cache", "--output-format", "json", "--ignore")
        report = run(*words, f"naked-pod,{RULE}").json
        assert [item["rule"] for item in report["findings"]] == [RULE]
        assert [(item["kind"], item["path"], item["message"]) for item in report["notices"]] == [
            ("ignored-in-vain", "", f"'{RULE}' is locked: nobody may ignore it")
        ]
        assert run(*words, "resources").json["notices"] == []  # the other rules of the tag are ignored
        assert run(*words, RULE, "--select", RULE).json["notices"] == []  # asked for alone it may be ignored

    def test_nothing_weakens_a_locked_rule(self, tree: Tree, run: Run) -> None:
        tree.write(
            {
                "pod.yaml": pod(),
                "policy.yaml": f"locked: [{RULE}]\nrules:\n  {RULE}: {{severity: error}}\n",
                ".gitops-lint.yaml": f"extends: [policy.yaml]\nignore: [{RULE}]\nrules:\n  {RULE}: {{severity: info}}\n"
                f"overrides:\n  - rules: {{{RULE}: {{severity: info}}}}\n",
            }
        )
        result = run("check", "--no-cache", "--output-format", "json")
        severities = [item["severity"] for item in result.json["findings"] if item["rule"] == RULE]
        assert severities == ["error"]


class TestSuppressionsCommand:
    def test_it_lists_each_with_reason_author_and_expiry(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"pod.yaml": pod()}, author="Ada")
        line = f"# gitops-lint: ignore-file[{RULE}] node is dedicated until 2999-01-31\n"
        repo.commit({"pod.yaml": line + pod()}, author="Grace")
        (row,) = run("suppressions", "--output-format", "json").json
        assert row == {
            "how": "comment",
            "path": "pod.yaml",
            "line": 1,
            "rules": [RULE],
            "reason": "node is dedicated until 2999-01-31",
            "author": "Grace",
            "expires": "2999-01-31",
            "suppresses": 1,
        }
        assert run("suppressions").lines[:2] == [
            f"pod.yaml:1: {RULE} (comment, until 2999-01-31, 1 finding)",
            "    node is dedicated until 2999-01-31 - Grace",
        ]

    def test_overrides_are_listed_with_the_line_of_the_configuration(self, repo: GitRepo, run: Run) -> None:
        text = f"version: 1\noverrides:\n  - paths: ['*.yaml']\n    ignore: [{RULE}]\n    reason: a demo\n"
        repo.commit({"pod.yaml": pod(), ".gitops-lint.yaml": text})
        (row,) = run("suppressions", "--output-format", "json").json
        assert (row["how"], row["path"], row["line"], row["author"]) == ("configuration", ".gitops-lint.yaml", 4, "Ada")

    def test_what_has_expired_says_so(self, repo: GitRepo, run: Run) -> None:
        comments = "".join(f"# gitops-lint: ignore-file[{RULE}] until {day}\n" for day in ("2020-01-31", "2999-01-31"))
        repo.commit({"pod.yaml": comments + pod()})
        assert run("suppressions").out == (
            f"pod.yaml:1: {RULE} (comment, expired on 2020-01-31, 0 findings)\n    until 2020-01-31 - Ada\n"
            f"pod.yaml:2: {RULE} (comment, until 2999-01-31, 1 finding)\n    until 2999-01-31 - Ada\n"
            "\n2 suppressions\n"
        )

    def test_nothing_to_list(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        assert run("suppressions").out == "nothing is suppressed\n"


def test_shown_when_asked_for(tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": f"# gitops-lint: ignore-file[{RULE}] a demo\n{pod()}"})
    result = run(*WORDS)
    assert (result.status, result.json["findings"], result.json["summary"]["suppressed"]) == (0, [], 1)
    (shown,) = run(*WORDS, "--show-suppressed").json["findings"]
    assert shown["suppressed"]["how"] == "comment"
    assert shown["suppressed"]["reason"] == "a demo"


def test_configuration_is_a_value() -> None:
    assert config_from({}) == Config()
