"""The digest of Chart.lock is helm's: what helm writes is in sync, and what helm refuses is not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitops_lint.render.helm.lock import is_out_of_sync
from gitops_lint.source.parse import parse

REFUSED = "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml)"
LIBRARY = {"apiVersion": "v2", "name": "library", "version": "1.4.0"}
DEPENDENCIES: tuple[dict[str, Any], ...] = (
    {},
    {"version": "~1.4"},
    {"version": ">=1.0.0 <2 || >=3"},
    {"condition": "library.enabled"},
    {"tags": ["front", "back"]},
    {"alias": "other"},
    {"enabled": True},
    {"import-values": ["data", {"parent": "a&b", "child": "<c>"}]},
)


def write(folder: Path, dependency: dict[str, Any]) -> None:
    """A chart with one dependency, and that dependency beside it."""
    (folder / "library").mkdir(exist_ok=True)
    (folder / "library" / "Chart.yaml").write_text(yaml.safe_dump(LIBRARY))
    (folder / "chart").mkdir(exist_ok=True)
    item = {"name": "library", "version": "1.4.0", "repository": "file://../library", **dependency}
    chart = {"apiVersion": "v2", "name": "chart", "version": "1.0.0", "dependencies": [item]}
    (folder / "chart" / "Chart.yaml").write_text(yaml.safe_dump(chart))


def helm(folder: Path, command: str) -> str:
    """What ``helm dependency`` complains of."""
    done = subprocess.run(
        ["helm", "dependency", command, str(folder / "chart")], capture_output=True, text=True, check=False
    )
    return done.stderr


def ours(folder: Path) -> bool:
    """What we say of the two files."""
    values = [
        parse(name, (folder / "chart" / name).read_bytes()).documents[0].value for name in ("Chart.yaml", "Chart.lock")
    ]
    return is_out_of_sync(*values)


@pytest.mark.oracle
@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")
@pytest.mark.parametrize("dependency", DEPENDENCIES, ids=str)
def test_as_helm_has_it(tmp_path: Path, dependency: dict[str, Any]) -> None:
    write(tmp_path, dependency)
    assert "Error" not in helm(tmp_path, "update")
    assert not ours(tmp_path)
    for other in DEPENDENCIES:
        write(tmp_path, other)
        assert (REFUSED in helm(tmp_path, "build")) is ours(tmp_path), other


@pytest.mark.parametrize(
    "chart",
    [
        {"apiVersion": "v1"},
        {"dependencies": [{"name": "library", "version": 1.4, "repository": "https://charts.example"}]},
        {"dependencies": [{"name": "library", "version": "1.4.0", "repository": "@ours"}]},
        {"dependencies": [{"name": "library", "version": "1.4.0", "repository": "", "tags": [True]}]},
    ],
    ids=str,
)
def test_what_is_not_sure_is_left_alone(chart: dict[str, Any]) -> None:
    lock = {"dependencies": [], "digest": "sha256:0"}
    assert not is_out_of_sync({"apiVersion": "v2", **chart}, lock)
    assert not is_out_of_sync(chart, None)
    assert is_out_of_sync({"apiVersion": "v2", "dependencies": []}, lock)
