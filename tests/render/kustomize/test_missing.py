"""Every file that a kustomization names and that is not there is told in one run, each once, at its own entry."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from render.kustomize.building import loader

from gitops_lint.render.kustomize.fallback import build_completely, build_with_binary
from gitops_lint.render.kustomize.result import BuildOptions, BuildResult
from gitops_lint.source.tree import MemoryTree

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
ABSENT = "'%s': no such file or directory"


def built(kustomization: str, folder: str = ".", **more: str) -> BuildResult:
    tree = MemoryTree({"kustomization.yaml": kustomization, "a.yaml": CONFIG, **more})
    return build_completely(tree, folder, loader(tree), BuildOptions(), None)


def told(result: BuildResult) -> list[tuple[tuple[str | int, ...], str]]:
    return [
        (one.pointer, one.message) for one in result.problems if one.fatal and one.rule.endswith("missing-reference")
    ]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (
            "patches: [{path: p.yaml}, {path: q.yaml}]",
            [(("patches", 0), ABSENT % "p.yaml"), (("patches", 1), ABSENT % "q.yaml")],
        ),
        (
            "replacements: [{path: p.yaml}, {path: q.yaml}]\nconfigurations: [r.yaml]",
            [
                (("configurations", 0), ABSENT % "r.yaml"),
                (("replacements", 0, "path"), ABSENT % "p.yaml"),
                (("replacements", 1, "path"), ABSENT % "q.yaml"),
            ],
        ),
        (
            "patchesStrategicMerge: [p.yaml]\npatchesJson6902: [{path: q.yaml, target: {kind: ConfigMap, name: a}}]",
            [(("patchesStrategicMerge", 0), ABSENT % "p.yaml"), (("patchesJson6902", 0, "path"), ABSENT % "q.yaml")],
        ),
        (
            "configMapGenerator: [{name: a, files: [p.txt]}, {files: [q.txt]}]\npatches: [{path: r.yaml}]",
            [
                (("configMapGenerator", 0, "files", 0), ABSENT % "p.txt"),
                (("patches", 0, "path"), ABSENT % "r.yaml"),
            ],
        ),
    ],
)
def test_what_kustomize_would_not_come_to(entries: str, expected: list[tuple[tuple[str | int, ...], str]]) -> None:
    result = built(f"resources: [a.yaml]\n{entries}\n")
    assert told(result) == expected
    assert result.resources == ()


def test_those_of_bases() -> None:
    base = "resources: [a.yaml]\npatches: [{path: p.yaml}]\n"
    result = built("resources: [base, gone.yaml]\n", **{"base/kustomization.yaml": base, "base/a.yaml": CONFIG})
    assert sorted((one.path, one.pointer) for one in result.problems) == [
        ("base/kustomization.yaml", ("patches", 0)),
        ("kustomization.yaml", ("resources", 1)),
    ]


def test_other_mistakes_of_a_path_are_no_missing_files() -> None:
    entries = "resources: [a.yaml, none.yaml]\npatches: [{path: ../../p.yaml}, {path: /p.yaml}, {path: folder}]\n"
    result = built(entries, **{"folder/settings.yaml": CONFIG})
    assert told(result) == [(("resources", 1), "'none.yaml' does not exist")]


def test_nothing_is_said_of_a_kustomization_that_builds() -> None:
    assert built("resources: [a.yaml]\ncommonLabels: {a: b}\n").resources != ()
    assert told(built("resources: [a.yaml]\ncommonLabels: {a: b}\n")) == []


def test_those_of_a_kustomization_that_is_left_to_the_binary(tmp_path: Path) -> None:
    program = tmp_path / "kustomize"
    program.write_text("#!/bin/sh\necho 'Error: no such file' >&2\nexit 1\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    tree = MemoryTree({"kustomization.yaml": "resources: [a.yaml, b.yaml]\npatches: [{path: p.yaml}]\n"})
    assert told(build_with_binary(tree, ".", loader(tree), BuildOptions(), str(program))) == [
        (("resources", 0), "'a.yaml' does not exist"),
        (("resources", 1), "'b.yaml' does not exist"),
        (("patches", 0, "path"), ABSENT % "p.yaml"),
    ]
