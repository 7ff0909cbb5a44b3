"""`gitops-lint check`: what it exits with, which rules run, what is narrowed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from conftest import Run
from support import GitRepo, Tree, pod

RULE = ("--select", "memory-limit-missing", "--no-cache")
FORMATS = (
    "text", "concise", "grouped", "json", "json-lines", "sarif", "github", "gitlab", "junit", "markdown", "azure",
    "checkstyle", "rdjson",
)  # fmt: skip


def test_a_clean_repository_exits_0(tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod(limit=True)})
    result = run("check", *RULE, "--output-format", "concise")
    assert (result.status, result.err) == (0, "")
    assert result.lines[0].startswith("No problems")


def test_findings_exit_1_and_name_the_place(tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod()})
    result = run("check", *RULE, "--output-format", "concise")
    assert result.status == 1
    assert result.lines[0] == "pod.yaml:7:13: warning[memory-limit-missing]: container 'app' has no memory limit"


def test_check_is_the_command_when_none_is_named(tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod()})
    assert run(*RULE, "--output-format", "json").places == ["pod.yaml:7 memory-limit-missing"]
    assert run(".", *RULE, "--output-format", "json").places == ["pod.yaml:7 memory-limit-missing"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_exits_the_same(name: str, tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod()})
    assert run("check", *RULE, "--output-format", name).status == 1
    assert run("check", *RULE, "--output-format", name, "--fail-on", "error").status == 0
    assert run("check", *RULE, "--output-format", name, "--exit-zero").status == 0
    tree.write({"pod.yaml": pod(limit=True)})
    assert run("check", *RULE, "--output-format", name).status == 0


def test_several_outputs_in_one_run(tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod()})
    result = run("check", *RULE, "--output-format", "concise", "--output", "sarif=a.sarif", "--output", "junit=b.xml")
    assert result.status == 1
    assert json.loads((tree.root / "a.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "memory-limit-missing"
    assert ET.parse(tree.root / "b.xml").getroot().tag == "testsuites"
    assert "\x1b" not in (tree.root / "a.sarif").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--select", "memory-limit-mising"), "unknown rule or tag 'memory-limit-mising', did you mean 'memory-limit-missing'?"),  # noqa: E501
        (("--profile", "defualt"), "unknown profile 'defualt', did you mean 'default'?"),
        (("--output-format", "jsonn"), "did you mean 'json'?"),
        (("--output", "sarif"), "--output takes FORMAT=FILE, not 'sarif'"),
        (("--no-such-option",), "unrecognized arguments: --no-such-option"),
        (("--jobs", "many"), "--jobs takes a number or 'auto', not 'many'"),
        (("--argocd-version", "three"), "--argocd-version takes a release such as 3.2, not 'three'"),
        (("nowhere.yaml",), "'nowhere.yaml' does not exist"),
        (("--config", "nowhere.yaml"), "configuration 'nowhere.yaml' does not exist"),
        ((*RULE, "--baseline", "nowhere.json"), "baseline 'nowhere.json' cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_one_line_and_exit_2(words: tuple[str, ...], message: str, tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod(limit=True)})
    result = run("check", *words)
    assert result.status == 2
    assert message in result.err
    assert result.err.startswith("gitops-lint: ")
    assert result.err.count("\n") == 1
    assert result.out == ""


def test_a_path_outside_of_the_root_is_a_wrong_request(tree: Tree, run: Run) -> None:
    (tree.root.parent / "other.yaml").write_text(pod())
    result = run("check", "--root", ".", "../other.yaml")
    assert result.status == 2
    assert "is outside of the root" in result.err


class TestWhichRulesRun:
    def test_another_tools_id_selects_our_rule(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        for word in ("CKV_K8S_13", "ckv_k8s_13", "kube-linter:unset-memory-requirements", "KSV-0018"):
            found = run("check", "--select", word, "--output-format", "json").places
            assert "pod.yaml:7 memory-limit-missing" in found

    def test_select_replaces_the_profile(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod(), "broken.yaml": "a: [\n"})
        assert run("check", "--select", "yaml-syntax-error", "--output-format", "json").places == [
            "broken.yaml:2 yaml-syntax-error"
        ]

    def test_ignore_takes_a_rule_out_of_the_profile(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        assert "pod.yaml:7 memory-limit-missing" in run("check", "--output-format", "json").places
        ignored = run("check", "--ignore", "memory-limit-missing", "--output-format", "json").places
        assert "pod.yaml:7 memory-limit-missing" not in ignored

    def test_a_rules_own_name_beats_a_tag(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        words = ("--select", "memory-limit-missing", "--ignore", "reliability", "--output-format", "json")
        assert run("check", *words).places == ["pod.yaml:7 memory-limit-missing"]

    def test_select_in_the_configuration_adds_to_the_profile(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod(), ".gitops-lint.yaml": "version: 1\nselect: [cpu-limit-missing]\n"})
        rules = {item["rule"] for item in run("check", "--output-format", "json").json["findings"]}
        assert {"cpu-limit-missing", "memory-limit-missing"} <= rules

    def test_the_configuration_sets_severities(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        for severity, status in (("info", 0), ("warning", 1), ("error", 1)):
            text = f"version: 1\nrules:\n  memory-limit-missing: {{severity: {severity}}}\n"
            tree.write({".gitops-lint.yaml": text})
            result = run("check", *RULE, "--output-format", "json")
            assert (result.status, result.json["findings"][0]["severity"]) == (status, severity)

    def test_min_severity_hides_what_is_below(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        result = run("check", *RULE, "--min-severity", "error", "--output-format", "json")
        assert (result.status, result.json["findings"]) == (0, [])

    def test_options_of_a_rule_come_from_the_configuration(self, tree: Tree, run: Run) -> None:
        init = "  initContainers:\n    - {name: init, image: registry.example/app:1.4.2}\n"
        tree.write({"pod.yaml": pod(limit=True, extra=init)})
        assert run("check", *RULE).status == 0
        tree.write({".gitops-lint.yaml": "rules:\n  memory-limit-missing: {init-containers: true}\n"})
        assert run("check", *RULE, "--output-format", "json").places == ["pod.yaml:11 memory-limit-missing"]


class TestWhatIsNarrowed:
    def test_a_path_narrows_the_report(self, tree: Tree, run: Run) -> None:
        tree.write({"a/pod.yaml": pod("a"), "b/pod.yaml": pod("b"), "ab.yaml": pod("c")})
        report = run("check", "a", *RULE, "--output-format", "json")
        assert report.places == ["a/pod.yaml:7 memory-limit-missing"]
        assert report.json["summary"]["warnings"] == 1

    def test_several_paths_are_added_up_in_the_order_of_the_repository(self, tree: Tree, run: Run) -> None:
        tree.write({"a/pod.yaml": pod("a"), "b/pod.yaml": pod("b"), "c/pod.yaml": pod("c")})
        one = run("check", "c", "a/pod.yaml", *RULE, "--output-format", "json")
        other = run("check", "a/pod.yaml", "c", *RULE, "--output-format", "json")
        assert one.places == ["a/pod.yaml:7 memory-limit-missing", "c/pod.yaml:7 memory-limit-missing"]
        assert one.json["findings"] == other.json["findings"]

    def test_paths_are_relative_to_the_root_wherever_one_stands(self, tree: Tree, run: Run) -> None:
        tree.write({"a/b/pod.yaml": pod()})
        result = run("check", "pod.yaml", *RULE, "--output-format", "json", folder=tree.root / "a" / "b")
        assert result.places == ["a/b/pod.yaml:7 memory-limit-missing"]

    def test_excluded_files_are_not_looked_at(self, tree: Tree, run: Run) -> None:
        tree.write({"a/pod.yaml": pod("a"), "gen/pod.yaml": pod("b"), ".gitops-lint.yaml": "exclude: ['gen/**']\n"})
        assert run("check", *RULE, "--output-format", "json").places == ["a/pod.yaml:7 memory-limit-missing"]

    def test_gitignore_counts_in_a_git_repository(self, repo: GitRepo, run: Run) -> None:
        repo.write({".gitignore": "build/\n", "build/pod.yaml": pod("a"), "pod.yaml": pod("b")})
        assert run("check", *RULE, "--output-format", "json").places == ["pod.yaml:7 memory-limit-missing"]

    def test_standard_input_goes_by_the_name_it_is_given(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod("on-disk")})
        words = ("check", "-", *RULE, "--stdin-filename", "x.yaml", "--output-format", "json")
        assert run(*words, stdin=pod().encode()).places == ["x.yaml:7 memory-limit-missing"]


class TestBugs:
    """A rule that raises: the rest is reported, exit 3; in the commit hook a loud notice instead."""

    @pytest.fixture(autouse=True)
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from gitops_lint.builtin.resources.cpu_limit_missing import CpuLimitMissing

        def check(self: object, target: object) -> list[object]:
            raise RuntimeError("no such luck")

        monkeypatch.setattr(CpuLimitMissing, "check", check)

    words = ("check", "--select", "memory-limit-missing,cpu-limit-missing", "--no-cache")

    @pytest.mark.parametrize("name", FORMATS)
    def test_exit_3_in_every_format(self, name: str, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        assert run(*self.words, "--output-format", name).status == 3

    def test_the_rest_is_reported(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        report = run(*self.words, "--output-format", "json")
        assert report.places == ["pod.yaml:7 memory-limit-missing"]
        (failure,) = report.json["failures"]
        assert (failure["rule"], failure["path"]) == ("cpu-limit-missing", "pod.yaml")
        assert failure["error"] == "RuntimeError: no such luck"
        assert "Traceback" in failure["traceback"]

    def test_the_text_report_is_loud(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod(limit=True)})
        result = run(*self.words)
        assert result.status == 3
        assert "cpu-limit-missing" in result.out
        assert "no such luck" in result.out

    def test_our_bug_stops_nobodys_commit(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"pod.yaml": pod(limit=True)})
        repo.stage({"other.yaml": pod("other", limit=True)})
        result = run(*self.words, "--staged")
        assert result.status == 0
        assert "a rule crashed; its findings are missing" in result.err

    def test_what_is_no_rule_exits_3_too(self, tree: Tree, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("gitops_lint.cli.config.run", lambda words: {}[words[0]])
        result = run("config", "show")
        assert result.status == 3
        assert result.err.endswith(
            "KeyError: 'show'\ngitops-lint: that is a bug of ours; please report the lines above\n"
        )


class TestColour:
    def test_no_escape_sequences_unless_it_is_a_terminal(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        assert "\x1b[" not in run("check", *RULE).out
        assert "\x1b[" in run("check", *RULE, "--color", "always").out

    def test_the_environment_decides_where_the_flag_does_not(
        self, tree: Tree, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree.write({"pod.yaml": pod()})
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert "\x1b[" in run("check", *RULE).out
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b[" not in run("check", *RULE).out
        assert "\x1b[" in run("check", *RULE, "--color", "always").out


def test_statistics_count_per_rule(tree: Tree, run: Run) -> None:
    tree.write({"a.yaml": pod("a"), "b.yaml": pod("b")})
    result = run("check", *RULE, "--statistics")
    assert any("memory-limit-missing" in line and "2" in line for line in result.lines)


def test_quiet_statistics_are_statistics(tree: Tree, run: Run) -> None:
    tree.write({"a.yaml": pod("a")})
    result = run("check", *RULE, "--statistics", "--quiet", "--output-format", "concise")
    finding = "a.yaml:7:13: warning[memory-limit-missing]: container 'app' has no memory limit"
    assert result.lines == [finding, "     1  warning  memory-limit-missing"]


class TestProgram:
    """The installed program, as its own process."""

    @staticmethod
    def start(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gitops_lint", *words], cwd=folder, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip

    def test_version_and_help(self, tmp_path: Path) -> None:
        import gitops_lint

        assert self.start("--version", folder=tmp_path).stdout == f"gitops-lint {gitops_lint.__version__}\n"
        help_text = self.start("--help", folder=tmp_path)
        assert (help_text.returncode, "gitops-lint [check] [PATH" in help_text.stdout) == (0, True)

    def test_statuses_reach_the_shell(self, tmp_path: Path) -> None:
        (tmp_path / "pod.yaml").write_text(pod())
        assert self.start("check", ".", *RULE, folder=tmp_path).returncode == 1
        assert self.start("check", "--select", "nonsense", folder=tmp_path).returncode == 2
        (tmp_path / "pod.yaml").write_text(pod(limit=True))
        assert self.start("check", ".", *RULE, folder=tmp_path).returncode == 0

    def test_whoever_reads_us_may_stop_reading(self, tmp_path: Path) -> None:
        for index in range(400):
            (tmp_path / f"pod{index}.yaml").write_text(pod(f"web-{index}"))
        line = f"{sys.executable} -m gitops_lint check {' '.join(RULE)} . | head -1"
        done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "Traceback" not in done.stderr
        assert "BrokenPipe" not in done.stderr
