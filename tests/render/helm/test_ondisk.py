"""Helm is shown what it reads, and nothing is written before it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitops_lint.render.helm.ondisk import OnDisk
from gitops_lint.source.git import Entry, GitTree
from gitops_lint.source.tree import DiskTree, MemoryTree

FILES = {"web/Chart.yaml": "name: web\n", "web/values.yaml": "a: 1\n", "other/Chart.yaml": "name: other\n"}


def shown(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_only_the_files_that_are_asked_for_are_written() -> None:
    with OnDisk(MemoryTree(FILES)) as disk:
        root = disk.with_files(["web/Chart.yaml", "web/missing.yaml"])
        assert shown(root) == {"web/Chart.yaml"}
        assert disk.with_files(["web/values.yaml"]) == root
        assert shown(root) == {"web/Chart.yaml", "web/values.yaml"}
    assert not root.exists()


def test_a_working_copy_is_there_already(tmp_path: Path) -> None:
    with OnDisk(DiskTree(tmp_path, ())) as disk:
        assert disk.with_files(["web/Chart.yaml"]) == disk.everything() == tmp_path


@pytest.mark.parametrize(("mode", "links"), [("100644", False), ("100755", False), ("120000", True)])
def test_a_tree_with_a_link_is_shown_as_a_whole(tmp_path: Path, mode: str, links: bool) -> None:
    tree = GitTree(tmp_path, {"web/values.yaml": Entry(mode, "0" * 40)}, "a commit")
    assert tree.may_hold_links() is links
    assert not MemoryTree(FILES).may_hold_links()
    if not links:
        with OnDisk(tree) as disk:
            assert disk.everything() is None
