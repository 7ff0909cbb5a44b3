"""Helpers of the kustomize tests: trees in memory, the real binary, strict comparison."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.build import build
from gitops_lint.render.kustomize.fallback import find_binary
from gitops_lint.render.kustomize.result import BuildOptions, BuildResult, BuiltResource
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import MemoryTree, Tree

BINARY = find_binary(os.environ)
CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora"


def loader(tree: Tree) -> Callable[[str], Sequence[Any]]:
    """Parses each path once; raises for files that are not YAML, as builds expect it."""
    parsed: dict[str, Any] = {}

    def load(path: str) -> Sequence[Any]:
        if path not in parsed:
            parsed[path] = parse(path, tree.read(path))
        if parsed[path].problems:
            raise ValueError(parsed[path].problems[0].message)
        return parsed[path].documents  # type: ignore[no-any-return]

    return load


def run(files: Mapping[str, str], folder: str = ".", **options: Any) -> BuildResult:
    tree = MemoryTree(files)
    return build(tree, folder, loader(tree), BuildOptions(**options))


def built(files: Mapping[str, str], folder: str = ".", **options: Any) -> list[dict[str, Any]]:
    """The objects of a build that must succeed."""
    result = run(files, folder, **options)
    assert result.problems == () or not any(problem.fatal for problem in result.problems), result.problems
    assert result.complete, result
    return [resource.value for resource in result.resources]


def named(result: BuildResult, name: str) -> BuiltResource:
    return next(one for one in result.resources if one.value["metadata"]["name"] == name)


def places(causes: Sequence[Cause]) -> list[tuple[str, str, tuple[str | int, ...]]]:
    return [(cause.how, cause.path, cause.pointer) for cause in causes]


def binary_output(files: Mapping[str, str], folder: str) -> list[Any] | None:
    """What the real binary prints for a tree in memory; None where it refuses."""
    with tempfile.TemporaryDirectory() as name:
        for path, text in files.items():
            target = Path(name) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return printed(Path(name) / folder)


def printed(folder: Path) -> list[Any] | None:
    """What the real binary prints for a folder; None where it refuses."""
    assert BINARY is not None
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "PATH": os.defpath, "HTTPS_PROXY": "http://127.0.0.1:9"}
        done = subprocess.run(
            [BINARY, "build", str(folder)], env=environment, capture_output=True, timeout=120, check=False
        )
    if done.returncode:
        return None
    return [one for one in yaml.load_all(done.stdout, Loader=yaml.CSafeLoader) if one is not None]


def same(one: Any, other: Any) -> bool:
    """Equal in value and kind; 1 and 1.0 are one number, true is none."""
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other) and isinstance(one, str) == isinstance(other, str)
