"""Which files are not the same in a tree and in a commit."""

from __future__ import annotations

import pytest
from support import GitRepo

from gitops_lint.source.differing import differing
from gitops_lint.source.discover import working_copy
from gitops_lint.source.git import GitTree, commit_entries, index_entries

FILES = {"a.yaml": "a: 1\n", "deep/b.yaml": "b: 1\n", "c.txt": "c\n"}


@pytest.fixture
def commit(repo: GitRepo) -> GitTree:
    repo.commit(FILES)
    return GitTree(repo.root, commit_entries(repo.root, "HEAD"), "HEAD")


def on_disk(repo: GitRepo, commit: GitTree) -> set[str]:
    return differing(working_copy(repo.root), commit)


def test_nothing_differs_from_what_is_checked_out(repo: GitRepo, commit: GitTree) -> None:
    assert on_disk(repo, commit) == set()


def test_what_is_changed_new_or_gone_differs(repo: GitRepo, commit: GitTree) -> None:
    repo.write({"a.yaml": "a: 2\n", "deep/new.yaml": ""})
    (repo.root / "c.txt").unlink()
    assert on_disk(repo, commit) == {"a.yaml", "deep/new.yaml", "c.txt"}


def test_bytes_count_whatever_git_makes_of_ends_of_lines(repo: GitRepo, commit: GitTree) -> None:
    repo.git("config", "core.autocrlf", "true")
    repo.write({"a.yaml": "a: 1\r\n"})
    assert on_disk(repo, commit) == {"a.yaml"}


def test_large_files_are_taken_to_differ(repo: GitRepo) -> None:
    repo.commit({**FILES, "large.yaml": "x" * ((1 << 20) + 1)})
    commit = GitTree(repo.root, commit_entries(repo.root, "HEAD"), "HEAD")
    assert on_disk(repo, commit) == {"large.yaml"}


def test_links_count_by_where_they_lead(repo: GitRepo) -> None:
    for name in ("same.yaml", "other.yaml", "file.yaml"):
        (repo.root / name).symlink_to("a.yaml")
    repo.commit(FILES)
    commit = GitTree(repo.root, commit_entries(repo.root, "HEAD"), "HEAD")
    for name in ("other.yaml", "file.yaml", "c.txt"):
        (repo.root / name).unlink()
    (repo.root / "other.yaml").symlink_to("deep/b.yaml")
    (repo.root / "c.txt").symlink_to("a.yaml")
    repo.write({"file.yaml": "a: 1\n"})
    assert on_disk(repo, commit) == {"other.yaml", "file.yaml", "c.txt"}


def test_repositories_that_name_objects_by_sha256(repo: GitRepo) -> None:
    repo.git("init", "-q", "--object-format=sha256", "other")
    other = GitRepo(repo.root / "other")
    other.commit(FILES)
    commit = GitTree(other.root, commit_entries(other.root, "HEAD"), "HEAD")
    other.write({"a.yaml": "a: 2\n"})
    assert on_disk(other, commit) == {"a.yaml"}


def test_the_index_is_compared_by_names_of_objects(repo: GitRepo, commit: GitTree) -> None:
    repo.stage({"a.yaml": "a: 2\n"})
    assert differing(GitTree(repo.root, index_entries(repo.root), "index"), commit) == {"a.yaml"}
