"""Reading files of a folder on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitops_lint.source import tree
from gitops_lint.source.tree import DiskTree, OutsideTreeError


@pytest.mark.parametrize("told", [0, 7, 5_000_000])
def test_all_of_a_file_is_read_whatever_size_it_is_said_to_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: int
) -> None:
    data = os.urandom(3_000_000)
    (tmp_path / "a.yaml").write_bytes(data)
    mode = (tmp_path / "a.yaml").stat().st_mode
    monkeypatch.setattr(os, "fstat", lambda descriptor: os.stat_result((mode, 0, 0, 0, 0, 0, told, 0, 0, 0)))
    assert DiskTree(tmp_path, ["a.yaml"]).read("a.yaml") == data


@pytest.mark.parametrize("no_link", [getattr(os, "O_NOFOLLOW", 0), 0])
def test_a_link_is_followed_inside_of_the_folder_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_link: int
) -> None:
    monkeypatch.setattr(tree, "_NO_LINK", no_link)
    root = tmp_path / "repo"
    root.mkdir()
    (tmp_path / "outside.yaml").write_text("b: 2\n")
    (root / "a.yaml").write_text("a: 1\n")
    (root / "in.yaml").symlink_to("a.yaml")
    (root / "out.yaml").symlink_to("../outside.yaml")
    (root / "loop.yaml").symlink_to("loop.yaml")
    disk = DiskTree(root, ["a.yaml", "in.yaml", "loop.yaml", "out.yaml"])
    assert disk.read("in.yaml") == disk.read("a.yaml") == b"a: 1\n"
    with pytest.raises(OutsideTreeError):
        disk.read("out.yaml")
    with pytest.raises(OSError, match="loop"):
        disk.read("loop.yaml")
