"""Rules about a change run in the commit hook too, where what is staged may reach what Argo CD deploys.

What is the same before and after is read and rendered once.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run
from support import GitRepo

from gitops_lint import api
from gitops_lint.cli.changes import compare_since
from gitops_lint.cli.check import close_tree
from gitops_lint.model.repository import Repository
from gitops_lint.render.renders import Renders
from gitops_lint.settings import Config
from gitops_lint.source.discover import working_copy
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

OWN = "https://git.example/acme/deploy.git"
APPLICATION = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}}
spec:
  project: shop
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source: {{repoURL: {OWN}, targetRevision: HEAD, path: shop}}
  syncPolicy: {{automated: {{prune: true}}}}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
"""
KUSTOMIZATION = "resources: [deployment.yaml]\n"
FILES = {
    "README.md": "the shop\n",
    "apps/shop.yaml": APPLICATION,
    "shop/deployment.yaml": DEPLOYMENT,
    "shop/kustomization.yaml": KUSTOMIZATION,
    "other/deployment.yaml": DEPLOYMENT,
}
WORDS = ("check", "--staged", "--select", "change", "--output-format", "json")


@pytest.fixture(autouse=True)
def _origin(repo: GitRepo) -> None:
    repo.git("remote", "add", "origin", OWN)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The trees that were read in full, in their order."""
    names: list[str] = []

    def build(tree: object, *rest: object) -> Repository:
        names.append(getattr(tree, "name", ""))
        return build_repository(tree, *rest)  # type: ignore[arg-type]  # what the run gave

    monkeypatch.setattr(api, "build_repository", build)
    return names


def commit_and_remember(files: dict[str, str], repo: GitRepo, run: Run) -> None:
    """Commit, and have the findings of the commit remembered."""
    repo.commit(files)
    repo.stage({"NOTES.md": ""})
    run(*WORDS)


def test_a_selector_that_changes(repo: GitRepo, run: Run) -> None:
    repo.commit(FILES)
    repo.stage({"shop/deployment.yaml": DEPLOYMENT.replace("app: web", "app: shop")})
    result = run(*WORDS)
    assert (result.status, result.places) == (1, ["shop/deployment.yaml:5 immutable-field-changed"])
    assert run(*WORDS).places == result.places, "the same out of the cache"


def test_an_application_that_is_deleted_with_its_file(repo: GitRepo, run: Run) -> None:
    root = APPLICATION.replace("name: shop,", "name: root,").replace("path: shop", "path: apps")
    claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n"
    deployed = {"shop/kustomization.yaml": "resources: [claim.yaml]\n", "shop/claim.yaml": claim}
    repo.commit({**FILES, **deployed, "root.yaml": root})
    repo.git("rm", "-q", "apps/shop.yaml")
    repo.stage({"apps/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"})
    assert run(*WORDS).places == ["root.yaml:3 pruned-with-data"]


@pytest.mark.parametrize(
    "staged",
    [
        {"README.md": "our shop\n"},
        {"shop/deployment.yaml": f"# the shop\n{DEPLOYMENT}"},
        {"other/deployment.yaml": DEPLOYMENT.replace("app: web", "app: shop")},
        {"new/deployment.yaml": DEPLOYMENT},
    ],
)
def test_the_last_commit_is_not_read_for_what_reaches_no_application(
    staged: dict[str, str], repo: GitRepo, run: Run, built: list[str]
) -> None:
    commit_and_remember(FILES, repo, run)
    built.clear()
    repo.stage(staged)
    assert run(*WORDS).places == []
    assert built == ["index"]


def test_it_is_read_for_what_does(repo: GitRepo, run: Run, built: list[str]) -> None:
    commit_and_remember(FILES, repo, run)
    built.clear()
    repo.stage({"shop/deployment.yaml": DEPLOYMENT.replace("1.4.2", "1.4.3")})
    assert run(*WORDS).places == []
    assert built == ["index", "HEAD"]


def test_a_link_that_led_nowhere_was_no_application(repo: GitRepo, run: Run, built: list[str]) -> None:
    (repo.root / "lost.yaml").symlink_to("nowhere.yaml")
    commit_and_remember({"other/deployment.yaml": DEPLOYMENT}, repo, run)
    built.clear()
    repo.git("rm", "-q", "lost.yaml")
    assert (run(*WORDS).places, built) == ([], ["index"])


def test_nor_where_nothing_is_deployed_by_argo_cd(repo: GitRepo, run: Run, built: list[str]) -> None:
    old = DEPLOYMENT.replace("name: web}", "name: old}", 1)
    commit_and_remember({"shop/deployment.yaml": DEPLOYMENT, "shop/old.yaml": old}, repo, run)
    built.clear()
    repo.git("rm", "-q", "shop/old.yaml")
    repo.stage({"shop/deployment.yaml": DEPLOYMENT.replace("app: web", "app: shop")})
    assert run(*WORDS).places == []
    assert built == ["index"]


@pytest.mark.parametrize("words", [("--staged",), ("--since", "HEAD")])
def test_both_sides_are_read_once(words: tuple[str, ...], repo: GitRepo, run: Run, built: list[str]) -> None:
    head = repo.commit(FILES)
    repo.stage({"shop/deployment.yaml": DEPLOYMENT.replace("1.4.2", "1.4.3")})
    run("check", *words, "--no-cache")
    assert built == (["index", "HEAD"] if words == ("--staged",) else ["working copy", head])


@pytest.mark.parametrize("words", [("--staged",), ("--since", "HEAD")])
def test_a_base_that_is_deleted_is_missed_by_every_overlay(words: tuple[str, ...], repo: GitRepo, run: Run) -> None:
    overlays = {f"{name}/kustomization.yaml": "resources: [../base]\n" for name in ("dev", "prod")}
    base = {"base/kustomization.yaml": KUSTOMIZATION, "base/deployment.yaml": DEPLOYMENT}
    sources = {f"apps/{name}.yaml": APPLICATION.replace("shop", name) for name in ("dev", "prod")}
    repo.commit({**overlays, **base, **sources})
    repo.git("rm", "-q", "-r", "base")
    for _ in range(2):
        found = run(
            "check", *words, "--select", "kustomization-missing-reference,change", "--output-format", "json"
        ).places
        assert found == [f"{name}/kustomization.yaml:1 kustomization-missing-reference" for name in ("dev", "prod")]


@pytest.mark.parametrize("words", [("--staged",), ("--since", "HEAD")])
def test_a_link_that_leads_elsewhere(words: tuple[str, ...], repo: GitRepo, run: Run) -> None:
    there = {
        "shop/kustomization.yaml": "resources: [../link]\n",
        "blue/kustomization.yaml": KUSTOMIZATION,
        "blue/deployment.yaml": DEPLOYMENT,
        "green/kustomization.yaml": KUSTOMIZATION,
        "green/deployment.yaml": DEPLOYMENT.replace("app: web", "app: shop"),
    }
    (repo.root / "link").symlink_to("blue")
    repo.commit({"apps/shop.yaml": APPLICATION, **there})
    (repo.root / "link").unlink()
    (repo.root / "link").symlink_to("green")
    repo.git("add", "link")
    found = run("check", *words, "--select", "change", "--output-format", "json").places
    assert found == ["green/deployment.yaml:5 immutable-field-changed"]


@pytest.mark.parametrize("words", [("--staged",), ("--since", "HEAD")])
def test_another_commit_of_a_submodule(words: tuple[str, ...], repo: GitRepo, run: Run, tmp_path: Path) -> None:
    library = GitRepo(tmp_path / "library")
    library.commit({"web/kustomization.yaml": KUSTOMIZATION, "web/deployment.yaml": DEPLOYMENT})
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library.root), "library")
    repo.commit({"apps/shop.yaml": APPLICATION, "shop/kustomization.yaml": "resources: [../library/web]\n"})
    inside = GitRepo(repo.root / "library")
    inside.commit({"web/deployment.yaml": DEPLOYMENT.replace("app: web", "app: shop")})
    repo.git("add", "library")
    found = run("check", *words, "--select", "change", "--output-format", "json").places
    assert found == ["library/web/deployment.yaml:5 immutable-field-changed"]


def test_what_git_ignores_was_not_there_before(repo: GitRepo) -> None:
    ignored = {".gitignore": "local.yaml\n", "shop/kustomization.yaml": "resources: [deployment.yaml, local.yaml]\n"}
    repo.commit({**FILES, **ignored})
    repo.write({"shop/local.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: local}}\n"})
    config = Config(plugins=False)
    one = api.Run(working_copy(repo.root), config, api.registry_for(config), root=str(repo.root))
    compare_since(one, repo.root, "HEAD")
    assert one.base is not None
    one.report()
    close_tree(one.base)

    assert one.repository is not None
    assert one.repository.base is not None
    assert one.touched == set()
    found = [
        [(item.kind, item.name) for item in each.resources if item.namespace == "shop"]
        for each in (one.repository, one.repository.base)
    ]
    assert found == [[("ConfigMap", "local"), ("Deployment", "web")], []]


def test_what_is_the_same_in_both_is_rendered_once(examples: dict[str, str | bytes]) -> None:
    """With the results of the other tree a repository is what it is without."""
    path = "services/catalog/base/deployment.yaml"
    text = str(examples[path])
    before = {**examples, path: text.replace("replicas:", "minReadySeconds: 5\n  replicas:", 1)}
    renders = Renders([path])
    build_repository(MemoryTree(examples), Config(), renders=renders)
    shared, alone = (build_repository(MemoryTree(before), Config(), renders=each) for each in (renders, None))
    assert len(alone.resources) > 20
    assert [_seen(item) for item in shared.resources] == [_seen(item) for item in alone.resources]
    assert shared.problems == alone.problems
    assert shared.sources == alone.sources


def _seen(resource: object) -> tuple[object, ...]:
    value, origin = resource.value, resource.origin  # type: ignore[attr-defined]  # a resource
    return value, origin.first, origin.chain, resource.context  # type: ignore[attr-defined]


@pytest.fixture
def examples() -> dict[str, str | bytes]:
    root = Path(__file__).parents[2] / "examples"
    files = (path for path in root.rglob("*") if path.is_file() and path.name != ".gitops-lint.yaml")
    return {path.relative_to(root).as_posix(): path.read_text() for path in files}
