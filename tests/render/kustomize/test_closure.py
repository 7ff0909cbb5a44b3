"""What a kustomization reaches, and handing builds to the real binary."""

# ruff: noqa: E501 - small files written on one line

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from render.kustomize.building import BINARY, loader, places, same

from gitops_lint.render.kustomize.build import build
from gitops_lint.render.kustomize.closure import closure
from gitops_lint.render.kustomize.fallback import build_completely, build_with_binary, find_binary
from gitops_lint.render.kustomize.result import BuildOptions
from gitops_lint.source.tree import MemoryTree

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
FILES = {
    "over/kustomization.yaml": (
        "resources: [../base]\ncomponents: [../part]\npatches:\n- path: p.yaml\n- patch: x\n"
        "configMapGenerator:\n- {name: c, files: [k=f.txt], envs: [e.env]}\nhelmCharts:\n- {name: x, valuesFile: v.yaml}\n"
    ),
    "over/p.yaml": "", "over/f.txt": "", "over/e.env": "", "over/v.yaml": "", "over/charts/x/Chart.yaml": "",
    "base/kustomization.yaml": "resources: [a.yaml, gone.yaml]\n",
    "base/a.yaml": CONFIG,
    "part/kustomization.yaml": "kind: Component\nresources: ['https://example.com/x.yaml']\n",
    "other/kustomization.yml": "resources: [b.yaml]\n",
}  # fmt: skip


def test_closure_follows_everything_local_and_names_the_rest() -> None:
    tree = MemoryTree(FILES)
    reached = closure(tree, "over", loader(tree))
    assert reached.folders == {"over", "base", "part", "over/charts/x"}
    assert reached.files == {
        "over/kustomization.yaml", "over/p.yaml", "over/f.txt", "over/e.env", "over/v.yaml",
        "base/kustomization.yaml", "base/a.yaml", "part/kustomization.yaml",
    }  # fmt: skip
    assert [(one.url, one.path, one.pointer) for one in reached.remote] == [
        ("https://example.com/x.yaml", "part/kustomization.yaml", ("resources", 0))
    ]
    assert reached.missing == ("base/gone.yaml",)


def test_closure_of_a_cycle_ends() -> None:
    tree = MemoryTree({"a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n"})
    assert closure(tree, "a", loader(tree)).folders == {"a", "b"}


def test_the_binary_never_sees_what_reaches_outside() -> None:
    tree = MemoryTree(FILES)
    result = build_with_binary(tree, "over", loader(tree), BuildOptions(), "/does/not/exist")
    assert [one.url for one in result.remote] == ["https://example.com/x.yaml"]
    assert result.problems == ()


def _program(folder: Path, text: str) -> str:
    path = folder / "kustomize"
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_the_binary_runs_without_its_users_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    program = _program(
        tmp_path,
        'printf "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\ndata: {home: %s, key: \\"%s\\", file: %s}\\n" '
        '"$HOME" "$AWS_SECRET_ACCESS_KEY" "$(basename "$2")"\n',
    )
    tree = MemoryTree({"x/kustomization.yaml": "resources: [a.yaml]\n", "x/a.yaml": CONFIG})
    (resource,) = build_with_binary(tree, "x", loader(tree), BuildOptions(), program).resources
    assert resource.value["data"]["key"] == ""
    assert resource.value["data"]["home"] not in ("", str(Path.home()))
    assert resource.value["data"]["file"] == "x"
    assert places(resource.origin.trace(("data", "key"))) == [
        ("kustomization", "x/kustomization.yaml", ("data", "key"))
    ]


def test_a_refusal_and_a_hang_are_problems(tmp_path: Path) -> None:
    tree = MemoryTree({"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG})
    failing = _program(tmp_path, 'echo "Warning: x" >&2; echo "Error: no luck in $2" >&2; exit 1\n')
    (problem,) = build_with_binary(tree, ".", loader(tree), BuildOptions(), failing).problems
    assert (problem.rule, problem.path) == ("kustomization-build-fails", "kustomization.yaml")
    assert problem.message.startswith("no luck in")
    hanging = _program(tmp_path, "exec sleep 20\n")
    (problem,) = build_with_binary(tree, ".", loader(tree), BuildOptions(), hanging, timeout=0.2).problems
    assert problem.message == "kustomize did not finish within 0.2 seconds"
    (problem,) = build_with_binary(tree, ".", loader(tree), BuildOptions(), "/does/not/exist").problems
    assert problem.message.startswith("kustomize does not start")


def test_only_what_is_not_supported_is_handed_over(tmp_path: Path) -> None:
    program = _program(tmp_path, f"printf '{CONFIG.encode('unicode_escape').decode()}'\n")
    plain = MemoryTree({"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG})
    result = build_completely(plain, ".", loader(plain), BuildOptions(), program)
    assert result.resources[0].origin.first.path == "a.yaml"
    odd = MemoryTree(
        {"kustomization.yaml": "resources: [a.yaml]\nbuildMetadata: [originAnnotations]\n", "a.yaml": CONFIG}
    )
    assert build(odd, ".", loader(odd)).unsupported == "buildMetadata: originAnnotations"
    handed = build_completely(odd, ".", loader(odd), BuildOptions(), program)
    assert (handed.complete, handed.resources[0].origin.first.path) == (True, "kustomization.yaml")
    assert build_completely(odd, ".", loader(odd), BuildOptions(), None).unsupported is not None


def test_the_binary_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    program = _program(tmp_path, "exit 0\n")
    assert find_binary({"GITOPS_LINT_KUSTOMIZE": program, "PATH": ""}) == program
    assert find_binary({"PATH": str(tmp_path)}) == program
    assert find_binary({"PATH": "/nowhere"}) is None
    assert find_binary({"GITOPS_LINT_KUSTOMIZE": "/nowhere/kustomize", "PATH": str(tmp_path)}) is None


@pytest.mark.oracle
@pytest.mark.skipif(BINARY is None, reason="no kustomize binary")
def test_the_real_binary_gives_the_same_objects() -> None:
    assert BINARY is not None
    tree = MemoryTree({"base/kustomization.yaml": "resources: [a.yaml]\nnamePrefix: p-\n", "base/a.yaml": CONFIG})
    ours = build(tree, "base", loader(tree))
    theirs = build_with_binary(tree, "base", loader(tree), BuildOptions(), BINARY)
    assert same([one.value for one in ours.resources], [one.value for one in theirs.resources])
