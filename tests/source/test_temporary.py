"""Folders for external programs, on a machine that has no room for one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable

import pytest
from support import Result, Tree

from gitops_lint.source.temporary import temporary_folder

HELM = os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm")


def test_it_is_gone_when_it_is_left() -> None:
    with temporary_folder("x-") as folder:
        made = tempfile.gettempdir(), folder
    assert made[1].startswith(f"{made[0]}/gitops-lint-x-")
    with pytest.raises(FileNotFoundError), open(folder):
        pass


@pytest.mark.skipif(HELM is None, reason="helm is not installed")
def test_a_chart_is_not_rendered_without_one_and_that_is_said(
    tree: Tree, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    tree.write(
        {
            "chart/Chart.yaml": "{apiVersion: v2, name: web, version: 1.0.0}\n",
            "chart/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        }
    )
    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    result = run("check")
    assert result.status == 2
    said = "gitops-lint: no temporary folder can be made: No usable temporary directory found in ['/tmp']\n"
    assert result.err == said
