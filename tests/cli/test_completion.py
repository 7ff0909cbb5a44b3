"""``gitops-lint completion``: asked of the shells themselves, where they are installed."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Run

from gitops_lint.cli.completion import commands, rule_words
from gitops_lint.cli.main import COMMANDS
from gitops_lint.cli.shells import SHELLS
from gitops_lint.registry import Registry, RuleEntry
from gitops_lint.rule import Resource, Rule
from gitops_lint.values import replace

Complete = Callable[[str], list[str]]


def shell(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    (root / "apps").mkdir(parents=True)
    (root / "apps.yaml").touch()
    return root


@pytest.fixture
def script(run: Run, folder: Path) -> Callable[[str], Path]:
    def print_it(name: str) -> Path:
        path = folder.parent / f"_gitops-lint.{name}"
        path.write_text(run("completion", name, "--no-plugins").out)
        return path

    return print_it


_IN_BASH = """\
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_gitops_lint
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def bash(folder: Path, script: Callable[[str], Path]) -> Complete:
    def complete(line: str) -> list[str]:
        words = line.replace("=", " = ").split(" ")
        command = [shell("bash"), "--norc", "-c", _IN_BASH, "bash", str(script("bash")), *words]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return sorted(done.stdout.split())

    return complete


@pytest.fixture
def fish(folder: Path, script: Callable[[str], Path]) -> Complete:
    def complete(line: str) -> list[str]:
        text = f"source {script('fish')}; complete -C '{line}'"
        done = subprocess.run(
            [shell("fish"), "--no-config", "-c", text], cwd=folder, capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        return [found.split("\t")[0].removeprefix("--output-format=") for found in done.stdout.splitlines()]

    return complete


class Zsh:
    """An interactive zsh; a line is typed into it, then Tab, and what it made of the line is read."""

    def __init__(self, program: str, script: Path, folder: Path) -> None:
        self._master, slave = pty.openpty()
        environment = {"PATH": os.environ["PATH"], "TERM": "dumb", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        self._process = subprocess.Popen(
            [program, "-f", "-i"],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        os.close(slave)
        self._send(
            "PS1=; autoload -Uz compinit && compinit -u -D; "
            f"source {script}; "
            'show() { zle -I; print -r -- "<<$BUFFER>>"; BUFFER=; }; zle -N show; bindkey "^X" show; print READ""Y\n'
        )
        self._read("READY\r\n")

    def complete(self, line: str) -> str:
        self._send(f"{line}\t\x18")
        return self._read(">>").rpartition("<<")[2].partition(">>")[0]

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def _send(self, text: str) -> None:
        os.write(self._master, text.encode())

    def _read(self, until: str) -> str:
        text, end = "", time.monotonic() + 30
        while until not in text:
            assert time.monotonic() < end, text
            if select.select([self._master], [], [], 1)[0]:
                text += os.read(self._master, 4096).decode("utf-8", "replace")
        return text


@pytest.fixture
def zsh(folder: Path, script: Callable[[str], Path]) -> Iterator[Zsh]:
    made = Zsh(shell("zsh"), script("zsh"), folder)
    yield made
    made.close()


WORDS = {
    "gitops-lint pl": ["plan"],
    "gitops-lint completion ": sorted(SHELLS),
    "gitops-lint config s": ["schema", "show"],
    "gitops-lint graph --ri": ["--rights"],
    "gitops-lint --sta": ["--staged", "--statistics"],
    "gitops-lint plan --output-format ": ["html", "json", "mermaid", "text"],
    "gitops-lint check --output-format=js": ["json", "json-lines"],
    "gitops-lint check --profile s": ["security", "strict", "sync"],
    "gitops-lint --select argocd-rbac-e": ["argocd-rbac-everything-granted", "argocd-rbac-exec-granted"],
    "gitops-lint check --ignore memory-limit-missing,cpu-limit-": [
        "memory-limit-missing,cpu-limit-missing",
        "memory-limit-missing,cpu-limit-set",
    ],
    "gitops-lint rule memory-lim": ["memory-limit-missing"],
    "gitops-lint check app": ["apps", "apps.yaml"],
    "gitops-lint check --root app": ["apps"],
}


@pytest.mark.parametrize(("line", "expected"), WORDS.items())
def test_bash_offers_what_fits(line: str, expected: list[str], bash: Complete) -> None:
    assert bash(line) == expected


@pytest.mark.parametrize(("line", "expected"), WORDS.items())
def test_fish_offers_what_fits(line: str, expected: list[str], fish: Complete) -> None:
    assert sorted(word.rstrip("/") for word in fish(line)) == expected


def test_zsh_completes_what_is_unique(zsh: Zsh) -> None:
    lines = {
        "gitops-lint pl": "gitops-lint plan ",
        "gitops-lint graph --ri": "gitops-lint graph --rights ",
        "gitops-lint --select memory-limit-missing,argocd-rbac-ex": (
            "gitops-lint --select memory-limit-missing,argocd-rbac-exec-granted "
        ),
        "gitops-lint check --profile st": "gitops-lint check --profile strict ",
        "gitops-lint check --output-format=chec": "gitops-lint check --output-format=checkstyle ",
        "gitops-lint rule memory-lim": "gitops-lint rule memory-limit-missing ",
        "gitops-lint check --root app": "gitops-lint check --root apps/",
        "gitops-lint completion f": "gitops-lint completion fish ",
        "gitops-lint --select no-such-ru": "gitops-lint --select no-such-ru",
    }
    assert {line: zsh.complete(line) for line in lines} == lines


def test_every_command_and_option_is_offered(bash: Complete) -> None:
    assert set(COMMANDS) <= set(bash("gitops-lint "))
    for command in commands(Registry(())):
        offered = bash(f"gitops-lint {command.name} -")
        assert offered == sorted(name for option in command.options for name in option.names)


def test_a_name_that_a_shell_would_read_otherwise_stays_out() -> None:
    class Named(Rule[Resource]):
        summary = "a rule of a plugin"

    entries = [replace(RuleEntry.of(Named), name=name) for name in ("x$(touch owned)'", "fine-name")]
    assert rule_words(Registry(entries)) == ("fine-name",)
