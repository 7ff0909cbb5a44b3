"""What `gitops-lint check` is given: standard input, links, single files; and what it makes of what it cannot take."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run
from support import Tree, pod

WORDS = (
    "check",
    "--select",
    "memory-limit-missing,symlink-dangling,file-unreadable",
    "--no-cache",
    "--output-format",
    "json",
)
FOUND = ["pod.yaml:7 memory-limit-missing"]


class TestStandardInput:
    def test_an_editor_names_the_file_by_its_whole_path(self, tree: Tree, run: Run) -> None:
        name = str(tree.root / "apps" / "pod.yaml")
        result = run(*WORDS, "-", "--stdin-filename", name, stdin=pod().encode())
        assert result.places == ["apps/pod.yaml:7 memory-limit-missing"]

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (("-", "--stdin-filename", "../x.yaml"), "--stdin-filename '../x.yaml' is outside of the root"),
            (("-", "--stdin-filename", "/etc/x.yaml"), "--stdin-filename '/etc/x.yaml' is outside of the root"),
            (("-", "--stdin-filename", "pod.txt"), "--stdin-filename takes a name that ends in .yaml, .yml or .json"),
            (("-", "pod.yaml"), "'-' judges standard input alone"),
            (("-", "--staged"), "'-' judges standard input alone"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_judged_is_a_wrong_request(
        self, words: tuple[str, ...], message: str, tree: Tree, run: Run
    ) -> None:
        tree.write({"pod.yaml": pod()})
        result = run(*WORDS, *words, stdin=pod().encode())
        assert (result.status, result.out) == (2, "")
        assert message in result.err


class TestLinks:
    def test_a_link_is_judged_as_what_it_leads_to(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        (tree.root / "link.yaml").symlink_to("pod.yaml")
        assert run(*WORDS, "link.yaml").places == FOUND
        assert run(*WORDS, "link.yaml", "--no-context").places == FOUND

    def test_a_link_that_leads_nowhere_is_found_when_it_is_named(self, tree: Tree, run: Run) -> None:
        (tree.root / "link.yaml").symlink_to("gone.yaml")
        assert run(*WORDS, "link.yaml").places == ["link.yaml:1 symlink-dangling"]
        assert run(*WORDS, "link.yaml", "--no-context").places == ["link.yaml:1 file-unreadable"]

    def test_nothing_outside_of_the_root_is_read_without_context_either(self, tree: Tree, run: Run) -> None:
        (tree.root.parent / "secret.yaml").write_text(pod())
        (tree.root / "link.yaml").symlink_to("../secret.yaml")
        result = run(*WORDS, "link.yaml", "--no-context")
        assert result.places == []
        assert [notice["kind"] for notice in result.json["notices"]] == ["outside-root"]


def test_what_is_no_file_does_not_hold_up_a_run_without_context(tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod()})
    os.mkfifo(tree.root / "pipe.yaml")
    assert run(*WORDS, "--no-context").places == ["pipe.yaml:1 file-unreadable", *FOUND]


def test_notices_are_narrowed_with_the_findings(tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod(), "apps/pod.yaml": pod("other")})
    (tree.root / "apps" / "link.yaml").symlink_to("/etc/hostname")
    assert run(*WORDS, "pod.yaml").json["notices"] == []
    assert [notice["path"] for notice in run(*WORDS, "apps").json["notices"]] == ["apps/link.yaml"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("chek",), "'chek' does not exist, did you mean the command 'check'?"),
        (("--no-cache", "rule"), "'rule' does not exist; a command comes before its options: gitops-lint rule"),
        (("--select", "escalation"), "unknown rule or tag 'escalation'; rules about it: allow-privilege-escalation"),
        (("--max-findings", "-1"), "--max-findings takes a number, not '-1'"),
        (("--kubernetes-version", "newest"), "--kubernetes-version takes a release such as 1.33, not 'newest'"),
    ],
)
def test_a_wrong_request_says_what_is_right(words: tuple[str, ...], message: str, tree: Tree, run: Run) -> None:
    result = run(*words)
    assert (result.status, result.err) == (2, f"gitops-lint: {message}\n")


def test_a_closed_standard_output_does_not_change_the_status(tree: Tree) -> None:
    tree.write({"pod.yaml": pod()})
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    line = f"{sys.executable} -m gitops_lint {' '.join(WORDS)} >&-"
    done = subprocess.run(line, shell=True, cwd=tree.root, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_dumb_terminal_gets_no_colours(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    from gitops_lint.cli.options import use_color

    class Terminal:
        def isatty(self) -> bool:
            return True

    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert use_color("auto", Terminal())  # type: ignore[arg-type]  # as much of a stream as is asked for
    monkeypatch.setenv("TERM", "dumb")
    assert not use_color("auto", Terminal())  # type: ignore[arg-type]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert use_color("auto", Terminal())  # type: ignore[arg-type]


def test_help_of_a_command_by_its_name(run: Run, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("help", "baseline")
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: gitops-lint baseline")
