"""`gitops-lint check --fix` and `--diff`: what is written, what is only shown."""

from __future__ import annotations

import subprocess

import pytest
from conftest import Run
from support import GitRepo, Tree

WORDS = ("check", "--select", "boolean-not-quoted", "--no-cache", "--output-format")
BEFORE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {a: yes}}  # kept\ndata: {b: on}\n"
AFTER = BEFORE.replace("yes", '"yes"').replace("on}", '"on"}')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fixing_keeps_every_other_byte(encoding: str, end: str, tree: Tree, run: Run) -> None:
    tree.write({"x.yaml": BEFORE.replace("\n", end).encode(encoding)})
    result = run(*WORDS, "json", "--fix")
    assert (result.status, result.json["findings"]) == (0, [])
    assert (tree.root / "x.yaml").read_bytes() == AFTER.replace("\n", end).encode(encoding)


def test_a_patch_changes_nothing_and_git_applies_it(repo: GitRepo, run: Run) -> None:
    repo.write({"x.yaml": BEFORE})
    result = run(*WORDS, "concise", "--diff")
    assert result.status == 1
    assert (repo.root / "x.yaml").read_text() == BEFORE
    subprocess.run(["git", "apply"], input=result.out, text=True, cwd=repo.root, check=True)
    assert (repo.root / "x.yaml").read_text() == AFTER


def test_a_patch_does_not_spoil_a_report_that_programs_read(tree: Tree, run: Run) -> None:
    tree.write({"x.yaml": BEFORE})
    result = run(*WORDS, "json", "--diff")
    assert len(result.json["findings"]) == 2
    assert result.err.startswith("--- a/x.yaml\n+++ b/x.yaml\n")


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_standard_input_cannot_be_fixed(option: str, tree: Tree, run: Run) -> None:
    result = run(*WORDS, "json", "-", option, stdin=BEFORE.encode())
    assert (result.status, result.out) == (2, "")
    assert "work on the working copy" in result.err
