"""The real pre-commit on a real repository, with the hooks of our manifest.

The hooks run in this environment instead of one of their own: installing the package is what the wheel test shows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support import GitRepo, git_environment, pod

pytest.importorskip("pre_commit")

PROJECT = Path(__file__).parents[2]
MANIFEST = PROJECT / ".pre-commit-hooks.yaml"
KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [pod.yaml]\n"


def hook(name: str) -> dict[str, object]:
    """A hook of the manifest, run by this Python."""
    (found,) = (item for item in yaml.safe_load(MANIFEST.read_text()) if item["id"] == name)
    program, *rest = found["entry"].split()
    assert program == "gitops-lint"
    words = [sys.executable, "-m", "gitops_lint", *rest, "--no-plugins", "--no-cache"]
    rules = ["--select", "memory-limit-missing,kustomization-missing-reference"]
    return {**found, "language": "unsupported", "entry": " ".join(words), "args": rules}


class Hooked(GitRepo):
    """A repository whose commits pre-commit sees."""

    def __init__(self, root: Path, home: Path, name: str) -> None:
        super().__init__(root)
        self._environment = {
            **git_environment(),
            "PRE_COMMIT_HOME": str(home),
            "PYTHONPATH": str(PROJECT),
            "GIT_AUTHOR_NAME": "Ada",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        config = {"repos": [{"repo": "local", "hooks": [hook(name)]}]}
        self.write({".pre-commit-config.yaml": yaml.safe_dump(config), ".gitops-lint.yaml": "version: 1\n"})
        self.start(sys.executable, "-m", "pre_commit", "install")

    def start(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.root, env=self._environment, capture_output=True, text=True, check=False
        )  # fmt: skip

    def try_commit(self) -> subprocess.CompletedProcess[str]:
        return self.start("git", "commit", "-q", "-m", "change")


@pytest.fixture
def repo(tmp_path: Path) -> Hooked:
    made = Hooked(tmp_path / "repo", tmp_path / "home", "gitops-lint")
    made.write({"base/kustomization.yaml": KUSTOMIZATION, "base/pod.yaml": pod(limit=True), "old.yaml": pod("old")})
    made.git("add", "-A")
    made.git("-c", "user.name=Ada", "commit", "-q", "--no-verify", "-m", "start")
    return made


def test_a_bad_commit_is_stopped(repo: Hooked) -> None:
    repo.stage({"new.yaml": pod("new")})
    done = repo.try_commit()
    assert done.returncode == 1
    assert "new.yaml:7:13" in done.stdout + done.stderr
    assert "old.yaml" not in done.stdout + done.stderr
    assert repo.git("log", "--oneline").count("\n") == 1


def test_a_good_commit_passes(repo: Hooked) -> None:
    repo.stage({"new.yaml": pod("new", limit=True)})
    done = repo.try_commit()
    assert (done.returncode, "Passed" in done.stdout + done.stderr) == (0, True)


def test_deleting_a_file_others_refer_to_is_noticed(repo: Hooked) -> None:
    repo.git("rm", "-q", "base/pod.yaml")
    done = repo.try_commit()
    assert done.returncode == 1
    assert "kustomization-missing-reference" in done.stdout + done.stderr


def test_unstaged_and_untracked_files_do_not_count(repo: Hooked) -> None:
    repo.stage({"new.yaml": pod("new", limit=True)})
    repo.write({"base/pod.yaml": pod("edited"), "untracked.yaml": pod("untracked")})
    assert repo.try_commit().returncode == 0
    assert "edited" in (repo.root / "base/pod.yaml").read_text()


def test_all_files_in_ci_reports_everything(repo: Hooked) -> None:
    done = repo.start(sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert done.returncode == 1
    assert "old.yaml:7:13" in done.stdout


def test_a_range_as_at_push(repo: Hooked) -> None:
    repo.stage({"new.yaml": pod("new")})
    repo.git("-c", "user.name=Ada", "commit", "-q", "--no-verify", "-m", "more")
    done = repo.start(sys.executable, "-m", "pre_commit", "run", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert done.returncode == 1
    assert "new.yaml:7:13" in done.stdout
    assert "old.yaml:7:13" not in done.stdout


def test_the_hook_for_single_files(tmp_path: Path) -> None:
    repo = Hooked(tmp_path / "repo", tmp_path / "home", "gitops-lint-files")
    repo.stage({"new.yaml": pod("new"), "notes.txt": "x"})
    done = repo.try_commit()
    assert done.returncode == 1
    assert "new.yaml:7:13" in done.stdout + done.stderr
    repo.stage({"new.yaml": pod("new", limit=True)})
    assert repo.try_commit().returncode == 0


def test_the_manifest_is_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
