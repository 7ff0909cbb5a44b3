"""`--staged` and `--since`: only what is new fails, and the whole repository is the context."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Run
from support import GitRepo, Tree, git_environment, pod

HELM = os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm")
RULES = "memory-limit-missing,kustomization-missing-reference"
WORDS = ("check", "--select", RULES, "--no-cache", "--output-format", "json")
KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - pod.yaml\n"


class TestStaged:
    def test_what_is_staged_fails(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"old.yaml": pod("old")})
        repo.stage({"new.yaml": pod("new")})
        result = run(*WORDS, "--staged")
        assert (result.status, result.places) == (1, ["new.yaml:7 memory-limit-missing"])

    def test_what_was_there_does_not(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"old.yaml": pod("old")})
        repo.stage({"new.yaml": pod("new", limit=True)})
        result = run(*WORDS, "--staged")
        assert (result.status, result.places) == (0, [])

    def test_old_findings_are_counted(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"old.yaml": pod("old")})
        repo.stage({"new.yaml": pod("new", limit=True)})
        assert "1 old" in run("check", "--select", RULES, "--no-cache", "--staged").out

    def test_untracked_files_do_not_count(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"old.yaml": pod("old", limit=True)})
        repo.stage({"new.yaml": pod("new", limit=True)})
        repo.write({"untracked.yaml": pod("untracked")})
        assert run(*WORDS, "--staged").status == 0

    def test_unstaged_edits_do_not_count(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"old.yaml": pod("old", limit=True)})
        repo.stage({"new.yaml": pod("new", limit=True)})
        repo.write({"new.yaml": pod("new")})
        assert run(*WORDS, "--staged").status == 0

    def test_and_neither_do_unstaged_repairs(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"old.yaml": pod("old", limit=True)})
        repo.stage({"new.yaml": pod("new")})
        repo.write({"new.yaml": pod("new", limit=True)})
        assert run(*WORDS, "--staged").places == ["new.yaml:7 memory-limit-missing"]

    def test_deleting_what_others_refer_to_is_noticed(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"base/kustomization.yaml": KUSTOMIZATION, "base/pod.yaml": pod(limit=True)})
        repo.git("rm", "-q", "base/pod.yaml")
        result = run(*WORDS, "--staged")
        assert (result.status, result.places) == (1, ["base/kustomization.yaml:4 kustomization-missing-reference"])

    def test_moving_and_renaming_a_file_is_not_new(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"a/old.yaml": pod("old")})
        (repo.root / "b").mkdir()
        repo.git("mv", "a/old.yaml", "b/new.yaml")
        assert run(*WORDS, "--staged").status == 0

    def test_a_copy_is_new(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"a/pod.yaml": pod()})
        repo.stage({"b/pod.yaml": pod()})
        assert run(*WORDS, "--staged").places == ["b/pod.yaml:7 memory-limit-missing"]

    def test_nothing_staged_means_everything_as_in_ci(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"old.yaml": pod("old")})
        assert run(*WORDS, "--staged").places == ["old.yaml:7 memory-limit-missing"]

    def test_nothing_staged_and_since_a_commit_is_nothing_new(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"old.yaml": pod("old")})
        assert run(*WORDS, "--staged", "--since", "HEAD").places == []

    def test_the_first_commit(self, repo: GitRepo, run: Run) -> None:
        repo.stage({"new.yaml": pod("new")})
        assert run(*WORDS, "--staged").places == ["new.yaml:7 memory-limit-missing"]

    def test_a_rule_that_is_switched_on_does_not_fail_the_commit(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"old.yaml": pod("old"), ".gitops-lint.yaml": "profile: default\n"})
        repo.stage({".gitops-lint.yaml": "profile: default\nselect: [cpu-limit-missing]\n"})
        result = run("check", "--staged", "--no-cache", "--output-format", "json")
        assert [item for item in result.places if "cpu-limit-missing" in item] == []

    def test_outside_of_git_it_is_a_wrong_request(self, repo: GitRepo, run: Run, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        result = run(*WORDS, "--staged", folder=outside)
        assert result.status == 2
        assert "--staged needs a git repository" in result.err

    def test_a_range_of_pre_commit(self, repo: GitRepo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        first = repo.commit({"old.yaml": pod("old")})
        last = repo.commit({"new.yaml": pod("new")})
        repo.commit({"later.yaml": pod("later")})
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", first)
        monkeypatch.setenv("PRE_COMMIT_TO_REF", last)
        assert run(*WORDS, "--staged").places == ["new.yaml:7 memory-limit-missing"]

    def test_a_root_below_the_top_of_git(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"deploy/.gitops-lint.yaml": "version: 1\n", "deploy/old.yaml": pod("old"), "x.yaml": pod("x")})
        repo.stage({"deploy/new.yaml": pod("new"), "y.yaml": pod("y")})
        result = run(*WORDS, "--staged", folder=repo.root / "deploy")
        assert result.places == ["new.yaml:7 memory-limit-missing"]


class TestSince:
    def branch(self, repo: GitRepo) -> None:
        repo.commit(
            {"old.yaml": pod("old"), "base/kustomization.yaml": KUSTOMIZATION, "base/pod.yaml": pod(limit=True)}
        )
        repo.git("switch", "-q", "-c", "change")

    def test_only_what_the_merge_base_has_not(self, repo: GitRepo, run: Run) -> None:
        self.branch(repo)
        repo.commit({"new.yaml": pod("new")})
        result = run(*WORDS, "--since", "main")
        assert (result.status, result.places) == (1, ["new.yaml:7 memory-limit-missing"])

    def test_what_happened_on_main_meanwhile_does_not_count(self, repo: GitRepo, run: Run) -> None:
        self.branch(repo)
        repo.git("switch", "-q", "main")
        repo.commit({"old.yaml": pod("old", limit=True)})
        repo.git("switch", "-q", "change")
        repo.commit({"new.yaml": pod("new", limit=True)})
        assert run(*WORDS, "--since", "main").status == 0

    def test_a_deletion_alone_is_enough(self, repo: GitRepo, run: Run) -> None:
        self.branch(repo)
        repo.git("rm", "-q", "base/pod.yaml")
        repo.commit()
        result = run(*WORDS, "--since", "main")
        assert (result.status, result.places) == (1, ["base/kustomization.yaml:4 kustomization-missing-reference"])

    def test_no_change_is_no_new_finding(self, repo: GitRepo, run: Run) -> None:
        self.branch(repo)
        assert run(*WORDS, "--since", "main").status == 0

    def test_sarif_is_never_filtered(self, repo: GitRepo, run: Run) -> None:
        self.branch(repo)
        repo.commit({"new.yaml": pod("new")})
        run(*WORDS, "--since", "main", "--output", "sarif=out.sarif")
        results = json.loads((repo.root / "out.sarif").read_text())["runs"][0]["results"]
        states = {
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: result.get("baselineState")
            for result in results
        }
        assert set(states) == {"old.yaml", "new.yaml"}

    def test_an_unknown_ref_is_a_wrong_request(self, repo: GitRepo, run: Run) -> None:
        self.branch(repo)
        result = run(*WORDS, "--since", "nowhere")
        assert result.status == 2
        assert result.err == "gitops-lint: 'nowhere' is no commit of this clone; run: git fetch origin nowhere\n"

    def test_outside_of_git_there_is_nothing_to_compare_with(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod()})
        for words in (("--since", "main"), ("--trusted-ref", "main")):
            result = run(*WORDS, *words)
            assert (result.status, result.err) == (
                2,
                f"gitops-lint: 'main' needs a git repository; '{tree.root}' is none\n",
            )

    def test_a_clone_of_one_branch_is_told_how_to_fetch_the_other(
        self, repo: GitRepo, run: Run, tmp_path: Path
    ) -> None:
        self.branch(repo)
        repo.commit({"new.yaml": pod("new")})
        clone = tmp_path / "clone"
        subprocess.run(
            ["git", "clone", "-q", "--depth", "1", "--branch", "change", f"file://{repo.root}", str(clone)],
            check=True, env=git_environment(),
        )  # fmt: skip
        mend = "git fetch --unshallow origin +refs/heads/main:refs/remotes/origin/main"
        for option in ("--since", "--trusted-ref"):
            result = run(*WORDS, option, "origin/main", folder=clone)
            assert result.status == 2
            assert result.err == f"gitops-lint: 'origin/main' is no commit of this clone; run: {mend}\n"
        subprocess.run(mend.split(), check=True, cwd=clone, env=git_environment(), capture_output=True)
        result = run(*WORDS, "--since", "origin/main", folder=clone)
        assert (result.status, result.places) == (1, ["new.yaml:7 memory-limit-missing"])

    def test_history_that_was_not_cloned_is_told_how_to_fetch(self, repo: GitRepo, run: Run, tmp_path: Path) -> None:
        self.branch(repo)
        repo.commit({"new.yaml": pod("new")})
        clone = tmp_path / "clone"
        subprocess.run(
            ["git", "clone", "-q", "--depth", "1", f"file://{repo.root}", str(clone)], check=True, env=git_environment()
        )
        result = run(*WORDS, "--since", "HEAD~1", folder=clone)
        assert result.err == "gitops-lint: 'HEAD~1' is no commit of this clone; run: git fetch --unshallow\n"

    def test_a_change_is_judged_as_a_whole_in_a_subfolder_too(self, repo: GitRepo, run: Run) -> None:
        self.branch(repo)
        repo.git("rm", "-q", "base/pod.yaml")
        repo.write({"apps/pod.yaml": pod("there", limit=True)})
        below = repo.root / "apps"
        gone = ["base/kustomization.yaml:4 kustomization-missing-reference"]
        assert run(*WORDS, "--staged", folder=below).places == gone
        assert run(*WORDS, "--since", "main", folder=below).places == gone
        assert run(*WORDS, "--staged", ".", folder=below).places == []

    def test_a_shallow_clone_names_the_command_that_mends_it(self, repo: GitRepo, run: Run, tmp_path: Path) -> None:
        self.branch(repo)
        repo.commit({"new.yaml": pod("new")})
        repo.git("switch", "-q", "main")
        repo.commit({"more.yaml": pod("more")})
        clone = tmp_path / "clone"
        subprocess.run(
            ["git", "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{repo.root}", str(clone)],
            check=True, env=git_environment(),
        )  # fmt: skip
        subprocess.run(["git", "-C", str(clone), "switch", "-q", "change"], check=True, env=git_environment())
        result = run(*WORDS, "--since", "origin/main", folder=clone)
        assert result.status == 2
        assert result.err == (
            "gitops-lint: no common ancestor of 'origin/main' and HEAD in this clone; run: git fetch --unshallow\n"
        )


class TestSubmodules:
    """What a submodule holds is judged where something leads into it, in a commit and the index as on disk."""

    @pytest.fixture
    def library(self, tmp_path: Path) -> GitRepo:
        """A repository with a base that has a finding."""
        library = GitRepo(tmp_path / "library")
        library.commit({"base/pod.yaml": pod("base"), "base/kustomization.yaml": KUSTOMIZATION})
        return library

    @pytest.fixture
    def outer(self, repo: GitRepo, library: GitRepo) -> GitRepo:
        """A repository that has it as a submodule."""
        repo.commit({"pod.yaml": pod(limit=True)})
        repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library.root), "vendor/library")
        repo.commit({"app/kustomization.yaml": KUSTOMIZATION.replace("pod.yaml", "../vendor/library/base")})
        return repo

    found = ("vendor/library/base/pod.yaml:7 memory-limit-missing",)

    def test_it_is_found_on_disk(self, outer: GitRepo, run: Run) -> None:
        assert run(*WORDS).places == [*self.found]

    def test_what_it_had_before_is_not_new(self, outer: GitRepo, run: Run) -> None:
        assert run(*WORDS, "--since", "HEAD").places == []
        outer.stage({"pod.yaml": pod("other", limit=True)})
        assert run(*WORDS, "--staged").places == []

    def test_what_leads_there_is_not_missing(self, outer: GitRepo, run: Run) -> None:
        outer.stage({"more/kustomization.yaml": KUSTOMIZATION.replace("pod.yaml", "../vendor/library/base/pod.yaml")})
        result = run(*WORDS, "--staged")
        assert "kustomization-missing-reference" not in result.out

    def test_another_commit_of_it_may_bring_something_new(self, outer: GitRepo, run: Run) -> None:
        inner = GitRepo(outer.root / "vendor" / "library")
        inner.commit({"base/pod.yaml": pod("base", extra="    - {name: more, image: registry.example/app:1.4.2}\n")})
        outer.git("add", "vendor/library")
        assert run(*WORDS, "--staged").places == ["vendor/library/base/pod.yaml:9 memory-limit-missing"]

    def test_in_a_hook(self, outer: GitRepo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        outer.stage({"pod.yaml": pod("other", limit=True)})
        monkeypatch.setenv("GIT_DIR", str(outer.root / ".git"))
        assert run(*WORDS, "--staged").places == []

    def test_one_that_is_not_checked_out_holds_nothing(self, outer: GitRepo, run: Run) -> None:
        outer.git("submodule", "deinit", "-f", "vendor/library")
        outer.stage({"pod.yaml": pod("other", limit=True)})
        assert run(*WORDS, "--staged").places == []


CHART = {
    "chart/Chart.yaml": "{apiVersion: v2, name: web, version: 1.0.0}\n",
    "chart/templates/old.yaml": pod("old"),
}


@pytest.mark.skipif(HELM is None, reason="helm is not installed")
class TestCharts:
    """A commit and the index are not where helm can read them, and yet their charts are rendered."""

    def test_what_a_chart_had_before_is_not_new(self, repo: GitRepo, run: Run) -> None:
        repo.commit(CHART)
        repo.write({"chart/templates/new.yaml": pod("new")})
        result = run(*WORDS, "--since", "HEAD")
        assert (result.status, result.places) == (1, ["chart/templates/new.yaml:7 memory-limit-missing"])

    def test_the_charts_of_the_index_are_judged(self, repo: GitRepo, run: Run) -> None:
        repo.commit(CHART)
        repo.stage({"chart/templates/new.yaml": pod("new")})
        result = run(*WORDS, "--staged")
        assert (result.status, result.places) == (1, ["chart/templates/new.yaml:7 memory-limit-missing"])

    @pytest.mark.parametrize("side", ["--since", "--staged"])
    def test_beside_other_checkouts_too(self, side: str, repo: GitRepo, run: Run) -> None:
        shared = repo.root.parent / "shared"
        shared.mkdir()
        (shared / "values.yaml").write_text("a: b\n")
        config = "version: 1\nrepositories:\n  https://git.example/shared.git: ../shared\n"
        repo.commit({**CHART, ".gitops-lint.yaml": config})
        repo.stage({"chart/templates/new.yaml": pod("new")})
        result = run(*WORDS, *((side, "HEAD") if side == "--since" else (side,)))
        assert (result.status, result.places) == (1, ["chart/templates/new.yaml:7 memory-limit-missing"])
