"""Fixtures of tests that run the whole program."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support import GitRepo, Result, Tree

from gitops_lint.cli.main import main

Run = Callable[..., Result]

# A busy machine is no defect: tests never assert a time.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """An empty folder with a configuration, so that it is a root of its own."""
    root = tmp_path / "repo"
    root.mkdir()
    made = Tree(root)
    made.write({".gitops-lint.yaml": "version: 1\n"})
    return made


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """An empty git repository."""
    return GitRepo(tmp_path / "repo")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line in this process, started in the folder of `tree` or `repo`."""
    for name in ("PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF", "FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITOPS_LINT_CACHE", str(tmp_path / "cache"))

    def start(*words: str, stdin: bytes = b"", folder: Path | None = None) -> Result:
        monkeypatch.chdir(folder or tmp_path / "repo")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        try:
            status = main(words)
        finally:
            gc.enable()
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return start
