"""A remembered report is believed only while what it was made from is as it was, and then shows what a new one does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support import GitRepo, Result, Tree, pod

from gitops_lint import remembered
from gitops_lint.resources import RULES, SCHEMAS

Run = Callable[..., Result]
OWN = "https://git.example/acme/deploy.git"
CHECK = ("check", "--profile", "strict", "--exit-zero")


def application(revision: str) -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop, namespace: argocd}}
spec:
  project: default
  source: {{repoURL: {OWN}, targetRevision: {revision}, path: shop}}
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
"""


def deployment(app: str) -> str:
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  selector: {{matchLabels: {{app: {app}}}}}
  template:
    metadata: {{labels: {{app: {app}}}}}
    spec: {{containers: [{{name: web, image: "registry.example/web:1.4.2"}}]}}
"""


@pytest.fixture
def shop(repo: GitRepo) -> GitRepo:
    """Two releases that differ in a selector, the later one checked out."""
    repo.git("remote", "add", "origin", OWN)
    for tag, app in (("v1", "web"), ("v2", "shop")):
        repo.commit({"shop/deployment.yaml": deployment(app)})
        repo.git("tag", tag)
    return repo


def test_what_was_deployed_before_is_asked_for_again_when_its_tag_has_moved(shop: GitRepo, run: Run) -> None:
    shop.git("tag", "stable", "v1")
    shop.commit({"apps/shop.yaml": application("stable")})
    shop.stage({"apps/shop.yaml": application("v2")})
    words = ("check", "--staged", "--select", "immutable-field-changed", "--output-format", "json")
    assert run(*words).places == ["apps/shop.yaml:6 immutable-field-changed"]

    shop.git("tag", "--force", "stable", "v2")

    assert run(*words).places == []


@pytest.mark.parametrize(
    ("repositories", "remembers"),
    [({}, True), ({OWN: "."}, True), ({"https://git.example/acme/other.git": "../o"}, False)],
)
def test_a_repository_that_says_what_it_is_called_is_remembered(
    tree: Tree, run: Run, monkeypatch: pytest.MonkeyPatch, repositories: dict[str, str], remembers: bool
) -> None:
    config = json.dumps({"version": 1, "repositories": repositories})
    tree.write({".gitops-lint.yaml": config, "shop.yaml": application("HEAD"), "shop/web.yaml": deployment("shop")})
    first = run(*CHECK, "--output-format", "concise")
    made: list[Run] = []
    report = remembered.Run.report
    monkeypatch.setattr(remembered.Run, "report", lambda self: made.append(self) or report(self))

    assert run(*CHECK, "--output-format", "concise").lines[:-1] == first.lines[:-1]
    assert (not made) is remembers


def test_what_is_called_by_another_name_is_judged_anew(tree: Tree, run: Run) -> None:
    tree.write({"shop.yaml": application("HEAD"), "shop/web.yaml": deployment("shop")})
    covered = []
    for url in (OWN, "https://git.example/acme/else.git"):
        tree.write({".gitops-lint.yaml": json.dumps({"version": 1, "repositories": {url: "."}})})
        covered.append(run(*CHECK, "--output-format", "json").json["summary"]["rendered"])
    assert covered == [1, 0]


def test_other_revisions_are_shown_as_in_the_first_run(shop: GitRepo, run: Run) -> None:
    shop.commit({"shop/deployment.yaml": pod("other"), "apps/shop.yaml": application("v1")})
    words = (*CHECK, "--select", "memory-limit-missing", "--quiet")

    first = run(*words).out

    assert '8 |     spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}' in first.splitlines()
    assert run(*words).out == first


def test_a_program_that_is_not_where_the_environment_says(
    tree: Tree, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write({"pod.yaml": pod("web")})
    monkeypatch.setenv("GITOPS_LINT_HELM", str(tree.root / "nowhere"))
    words = (*CHECK, "--output-format", "json-lines")
    assert run(*words).out == run(*words, "--no-cache").out


def test_a_folder_that_has_become_a_clone_is_judged_as_one(tree: Tree, run: Run) -> None:
    tree.write({"apps/shop.yaml": application("v9"), "shop/pod.yaml": pod("web")})
    words = (*CHECK, "--output-format", "json-lines")
    assert "not-checked" not in run(*words).out

    GitRepo(tree.root)

    assert "revision 'v9' is not in this clone" in run(*words).out


def test_declarative_rules_and_schemas_are_part_of_what_a_report_is_made_with(
    tree: Tree, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(any(folder.is_relative_to(ours) for ours in remembered.OURS) for folder in (RULES, SCHEMAS))
    monkeypatch.setattr(remembered, "OURS", (tmp_path / "rules",))
    tree.write({"pod.yaml": pod("web")})
    for text in ("severity: error", "severity: warning"):
        (tmp_path / "rules").mkdir(exist_ok=True)
        (tmp_path / "rules" / "rule.yaml").write_text(text)
        remembered._code.cache_clear()
        run(*CHECK)
    remembered._code.cache_clear()
    assert len(list((tmp_path / "cache").rglob("reports/*"))) == 2
