"""What git ignores is read where something leads to it: a warm run notices when it changes."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from support import GitRepo, Result, pod

from gitops_lint.source.tree import DiskTree
from gitops_lint.stamps import Stamps

Run = Callable[..., Result]
CHECK = ("check", "--profile", "strict", "--exit-zero", "--output-format", "json-lines")
HELM = os.environ.get("GITOPS_LINT_HELM") or shutil.which("helm")
needs_helm = pytest.mark.skipif(HELM is None, reason="helm is not installed")

CHART = """\
apiVersion: v2
name: shop
version: 1.0.0
dependencies: [{name: lib, version: 1.0.0, repository: "https://charts.example/"}]
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  source: {repoURL: https://git.example/acme/deploy.git, path: chart}
"""


def library(policy: str) -> Mapping[str, bytes]:
    """The chart that `CHART` depends on, as helm packs it."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, text in (
            ("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\n"),
            ("lib/templates/pod.yaml", pod("lib", extra=f"  restartPolicy: {policy}\n")),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return {"chart/charts/lib-1.0.0.tgz": data.getvalue()}


def agrees(run: Run) -> str:
    """What a warm run says, which is what one without a cache says."""
    warm = run(*CHECK).out
    assert warm == run(*CHECK, "--no-cache").out
    return warm


@needs_helm
def test_a_dependency_that_is_vendored_and_ignored(repo: GitRepo, run: Run) -> None:
    repo.commit({".gitignore": "charts/\n", "app.yaml": APPLICATION, "chart/Chart.yaml": CHART})
    assert "'lib' is remote and not vendored" in agrees(run)
    repo.write(library("Sometimes"))
    assert "Sometimes" in agrees(run)
    repo.write(library("Never"))
    said = agrees(run)
    assert "Sometimes" not in said
    assert "not vendored" not in said
    shutil.rmtree(repo.root / "chart" / "charts")
    assert "'lib' is remote and not vendored" in agrees(run)


def test_a_file_that_is_named_and_ignored(repo: GitRepo, run: Run) -> None:
    repo.commit({".gitignore": "local.yaml\n", "shop/kustomization.yaml": "resources: [local.yaml]\n"})
    assert "kustomization-missing-reference" in agrees(run)
    repo.write({"shop/local.yaml": pod("local").replace(":1.4.2", ":latest")})
    assert "image-tag-latest" in agrees(run)
    repo.write({"shop/local.yaml": pod("local")})
    assert "image-tag-latest" not in agrees(run)


def test_what_stands_of_the_wide_rules_stands_no_longer(repo: GitRepo, run: Run) -> None:
    repo.commit(
        {".gitignore": "local.yaml\n", "shop/kustomization.yaml": "resources: [local.yaml]\n", "a.yaml": pod("a")}
    )
    agrees(run)
    repo.write({"a.yaml": "# another text, the same meaning\n" + pod("a"), "shop/local.yaml": pod("local")})
    assert "kustomization-missing-reference" not in agrees(run)


def test_what_is_taken_over_is_looked_at_again_next_time(repo: GitRepo, run: Run) -> None:
    repo.commit(
        {".gitignore": "local.yaml\n", "shop/kustomization.yaml": "resources: [local.yaml]\n", "a.yaml": pod("a")}
    )
    agrees(run)
    repo.write({"a.yaml": "# another text, the same meaning\n" + pod("a")})
    agrees(run)
    repo.write({"shop/local.yaml": pod("local")})
    assert "kustomization-missing-reference" not in agrees(run)


def test_a_report_is_remembered_beside_ignored_files_that_nothing_leads_to(
    repo: GitRepo, run: Run, tmp_path: Path
) -> None:
    repo.commit({".gitignore": "notes/\n", "shop/a.yaml": pod("a")})
    run(*CHECK)
    (report,) = (tmp_path / "cache").rglob("reports/*")
    before = report.stat().st_ino
    repo.write({"notes/today.txt": "nothing"})
    run(*CHECK)
    assert report.stat().st_ino == before  # it would have been written anew


@pytest.fixture
def disk(tmp_path: Path) -> DiskTree:
    (tmp_path / "charts").mkdir()
    (tmp_path / "listed.yaml").write_text("a: 1\n")
    (tmp_path / "link.yaml").symlink_to("hidden.yaml")
    made = DiskTree(tmp_path, ["link.yaml", "listed.yaml"])
    made.stamps = Stamps(None)
    return made


def test_only_what_was_asked_for_and_is_not_listed_counts(disk: DiskTree) -> None:
    disk.read("listed.yaml")
    disk.is_file("charts/a.tgz")
    disk.listdir("charts")
    disk.is_file("link.yaml")  # is listed, but what it leads to is not
    disk.is_file("../outside")
    assert sorted(disk.beside()) == ["charts", "charts/a.tgz", "link.yaml"]


@pytest.mark.parametrize("path", ["charts", "charts/a.tgz", "link.yaml"])
def test_every_change_is_another_state(disk: DiskTree, path: str) -> None:
    place = {"charts": "charts/a.tgz", "link.yaml": "hidden.yaml"}.get(path, path)
    seen = [disk.state(path)]
    (disk.root / place).write_text("one")
    seen.append(disk.state(path))
    (disk.root / place).unlink()
    seen.append(disk.state(path))
    if path != "charts":
        (disk.root / place).write_text("two")
        seen.append(disk.state(path))
        (disk.root / place).unlink()
        (disk.root / place).mkdir()
        seen.append(disk.state(path))
        (disk.root / place).rmdir()
        (disk.root / place).symlink_to("/etc/hosts")
        seen.append(disk.state(path))
    assert seen[0] == seen[2]
    assert len(set(seen)) == len(seen) - 1
