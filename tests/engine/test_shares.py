"""A report is the same however many processes drew it, and no secret is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gitops_lint import distribute
from tests.conftest import Run, Tree

CHECK = ("check", "--select", "secret-in-git,memory-limit-missing", "--exit-zero")
SECRET = """\
apiVersion: v1
kind: Secret
metadata: {name: db-%d}
stringData:
  password: Zk8vQ2mT9x%d
---
apiVersion: v1
kind: Pod
metadata: {name: web-%d}
spec:
  containers:
  - {name: web, image: "web:1", env: [{name: TOKEN, value: hunter22}]}
"""


@pytest.mark.parametrize("cache", [("--no-cache",), ()])
def test_as_many_processes_as_one(
    tree: Tree, run: Run, tmp_path: Path, cache: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write({f"app-{n}.yaml": SECRET % (n, n, n) for n in range(9)})
    alone = run(*CHECK, "--jobs", "1", "--no-cache").out
    monkeypatch.setattr(distribute, "RESOURCES_WORTH_IT", 2)
    several = run(*CHECK, "--jobs", "3", *cache).out
    assert re.sub(r"\S+ s$", "", several) == re.sub(r"\S+ s$", "", alone)
    assert several.count("secret-in-git]") == 9
    assert "hunter22" not in several
    assert "Zk8v" not in several
    hidden = [file.read_bytes() for file in tmp_path.glob("cache/repositories/*/hidden")]
    assert [kept.count(b"\n") for kept in hidden] == ([] if cache else [1 + 18])
