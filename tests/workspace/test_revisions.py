"""Applications that follow a branch, a tag, a commit or a range are judged by what git holds of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from gitops_lint import Finding, Report, lint, load_config, remembered
from gitops_lint.api import Run, lint_tree, registry_for
from gitops_lint.cli.changes import staged_tree
from gitops_lint.source import git as git_module
from gitops_lint.source.discover import working_copy

NEEDS_HELM = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")

URL = "https://github.com/acme/deploy.git"

APPLICATION = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {{name: {name}, namespace: argocd}}
    spec:
      project: shop
      destination: {{server: https://kubernetes.default.svc, namespace: {name}}}
      source:
        repoURL: {url}
        targetRevision: {revision}
        path: {path}
"""

POD = """
    apiVersion: v1
    kind: Pod
    metadata: {{name: shop}}
    spec:
      containers:
        - {{name: {container}, image: "registry.example/shop:1.0.0"}}
"""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip("\n"))


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(folder), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, container: str) -> str:
    write(folder, {"shop/pod.yaml": POD.format(container=container)})
    git(folder, "add", ".")
    git(folder, "commit", "-qm", container)
    return git(folder, "rev-parse", "HEAD")


def application(revision: str, name: str = "shop", path: str = "shop") -> str:
    return APPLICATION.format(name=name, url=URL, revision=revision, path=path)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with a commit under each name: tags, a branch that is merged nowhere, and what is checked out."""
    root = tmp_path / "deploy"
    root.mkdir()
    git(root, "init", "-qb", "main")
    git(root, "remote", "add", "origin", URL)
    for tag in ("v1.0.0", "v1.2.0", "v2.0.0"):
        commit(root, f"of-{tag.replace('.', '-')}")
        git(root, "tag", tag)
    git(root, "checkout", "-qb", "release/next")
    commit(root, "of-the-branch")
    git(root, "checkout", "-q", "main")
    commit(root, "checked-out")
    return root


def told(report: Report) -> list[tuple[str, int, str]]:
    found = [f for f in report.findings if f.rule == "memory-limit-missing"]
    return [(f.location.path, f.location.span.line, f.message.split("'")[1]) for f in found]


def unchecked(report: Report) -> list[str]:
    return [f.message for f in report.findings if f.rule == "not-checked"]


def judge(repo: Path, revision: str) -> Report:
    write(repo, {"apps/shop.yaml": application(revision)})
    return lint([repo])


def deployed(report: Report) -> list[Finding]:
    return [f for f in report.findings if f.rule == "memory-limit-missing" and f.deployments]


@pytest.mark.parametrize(
    ("revision", "container"),
    [
        ("v1.0.0", "of-v1-0-0"),
        ("1.*", "of-v1-2-0"),
        ("'>=1.0.0 <2.0.0'", "of-v1-2-0"),
        ("release/next", "of-the-branch"),
        ("refs/tags/v2.0.0", "of-v2-0-0"),
    ],
)
def test_another_revision_is_judged_at_the_application_that_names_it(repo: Path, revision: str, container: str) -> None:
    report = judge(repo, revision)
    assert ("apps/shop.yaml", 7, container) in told(report)
    (finding,) = [f for f in deployed(report) if f.location.path == "apps/shop.yaml"]
    mounted = revision.strip("'").replace("/", "-")
    assert finding.related[0].location.path == f"@{mounted}/shop/pod.yaml"
    assert unchecked(report) == []


@pytest.mark.parametrize("length", [40, 8])
def test_a_commit_is_judged_by_its_id(repo: Path, length: int) -> None:
    sha = git(repo, "rev-parse", "v1.0.0")[:length]
    assert ("apps/shop.yaml", 7, "of-v1-0-0") in told(judge(repo, f'"{sha}"'))


@pytest.mark.parametrize("revision", ["HEAD", "main", "refs/heads/main"])
def test_the_branch_that_is_checked_out_is_the_tree_itself(
    repo: Path, revision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, {"shop/pod.yaml": POD.format(container="not-committed-yet")})
    asked: list[tuple[str, ...]] = []
    true = git_module.git
    monkeypatch.setattr("gitops_lint.source.refs.git", lambda root, *words: asked.append(words) or true(root, *words))
    assert told(judge(repo, revision)) == [("shop/pod.yaml", 6, "not-committed-yet")]
    assert asked == []


def test_a_topic_branch_is_judged_as_what_it_will_be_merged_into(repo: Path) -> None:
    git(repo, "checkout", "-qb", "topic")
    write(repo, {"shop/pod.yaml": POD.format(container="not-merged-yet")})
    assert told(judge(repo, "main")) == [("shop/pod.yaml", 6, "not-merged-yet")]


def test_ci_says_which_branch_a_nameless_commit_is_for(repo: Path) -> None:
    git(repo, "checkout", "-q", "--detach")
    write(repo, {"apps/shop.yaml": application("release/next")})
    config = replace(load_config(repo), branch="release/next")
    assert told(lint([repo], config)) == [("shop/pod.yaml", 6, "checked-out")]


def test_a_tag_of_the_commit_that_is_checked_out_is_the_tree_itself(repo: Path) -> None:
    git(repo, "tag", "-am", "today", "v3.0.0")
    assert told(judge(repo, "v3.0.0")) == [("shop/pod.yaml", 6, "checked-out")]


def test_a_revision_that_the_clone_does_not_hold_is_said_and_lowers_confidence(repo: Path) -> None:
    report = judge(repo, "v9.0.0")
    assert told(report) == [("shop/pod.yaml", 6, "checked-out")]
    assert [f.confidence.label for f in deployed(report)] == ["low"]
    reason = "revision 'v9.0.0' is not in this clone; what is checked out was judged"
    assert unchecked(report) == [f"Application 'argocd/shop' was not checked: {reason}"]


def test_without_git_a_revision_is_taken_for_what_is_there(tmp_path: Path) -> None:
    write(tmp_path, {"shop/pod.yaml": POD.format(container="here"), "apps/shop.yaml": application("v9.0.0")})
    write(tmp_path, {".gitops-lint.yaml": f"version: 1\nrepositories: {{{URL}: .}}\n"})
    report = lint([tmp_path])
    assert [f.confidence.label for f in deployed(report)] == ["high"]
    assert ("revision-assumed", "apps/shop.yaml") in [(n.kind, n.path) for n in report.notices]


def test_a_path_that_the_revision_has_not_is_missing(repo: Path) -> None:
    write(
        repo, {"fresh/pod.yaml": POD.format(container="fresh"), "apps/shop.yaml": application("v1.0.0", path="fresh")}
    )
    found = [f for f in lint([repo]).findings if f.rule == "argocd-target-not-found"]
    assert [f.message for f in found] == ["app path '@v1.0.0/fresh' does not exist"]


def test_applications_found_in_another_revision_are_followed(repo: Path) -> None:
    git(repo, "checkout", "-q", "release/next")
    write(repo, {"tree/shop.yaml": application("v1.0.0")})
    commit(repo, "of-the-branch")
    git(repo, "checkout", "-q", "main")
    write(repo, {"root.yaml": application("release/next", name="root", path="tree")})
    report = lint([repo])
    assert ("root.yaml", 7, "of-v1-0-0") in told(report)


@NEEDS_HELM
def test_values_come_from_the_revision_that_the_ref_names(repo: Path) -> None:
    chart = {
        "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
        "chart/templates/pod.yaml": POD.format(container="{{ .Values.container }}").replace("{{name", "{name"),
        "values.yaml": "container: from-the-tag\n",
    }
    write(repo, chart)
    commit(repo, "x")
    git(repo, "tag", "v4.0.0")
    write(repo, {"values.yaml": "container: from-the-tree\n"})
    write(
        repo,
        {
            "apps/shop.yaml": f"""
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {{name: shop, namespace: argocd}}
                spec:
                  project: shop
                  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
                  sources:
                    - repoURL: {URL}
                      targetRevision: HEAD
                      path: chart
                      helm: {{valueFiles: [$values/values.yaml]}}
                    - {{repoURL: "{URL}", targetRevision: release/next, ref: values}}
            """
        },
    )
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "tree")
    git(repo, "branch", "-f", "release/next", "v4.0.0")
    assert ("chart/templates/pod.yaml", 6, "from-the-tag") in told(lint([repo]))


@NEEDS_HELM
def test_a_chart_of_another_revision_is_rendered(repo: Path) -> None:
    template = POD.format(container="{{ .Release.Name }}").replace("{{name", "{name")
    write(repo, {"chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n"})
    write(repo, {"chart/templates/pod.yaml": template})
    commit(repo, "x")
    git(repo, "tag", "v4.0.0")
    git(repo, "rm", "-rq", "chart")
    commit(repo, "without the chart")
    write(repo, {"apps/shop.yaml": application("v4.0.0", path="chart")})
    assert told(lint([repo])) == [("apps/shop.yaml", 7, "shop"), ("shop/pod.yaml", 6, "without the chart")]


def test_the_index_is_judged_with_the_other_checkouts(tmp_path: Path, repo: Path) -> None:
    control = tmp_path / "control"
    control.mkdir()
    git(control, "init", "-qb", "main")
    write(
        control,
        {
            ".gitops-lint.yaml": f"version: 1\nrepositories: {{{URL}: ../deploy}}\n",
            "shop.yaml": application("v1.0.0"),
        },
    )
    git(control, "add", ".")
    config = load_config(control)
    with closing(staged_tree(control)) as tree:
        assert told(lint_tree(tree, config, root=str(control))) == [("shop.yaml", 7, "of-v1-0-0")]


@pytest.mark.parametrize(("revision", "names"), [("HEAD", ["argocd/shop"]), ("release/next", ["argocd/more"])])
def test_git_generators_look_into_other_checkouts(tmp_path: Path, repo: Path, revision: str, names: list[str]) -> None:
    git(repo, "checkout", "-q", "release/next")
    git(repo, "mv", "shop", "more")
    git(repo, "commit", "-qm", "move")
    git(repo, "checkout", "-q", "main")
    control = tmp_path / "control"
    write(
        control,
        {
            ".gitops-lint.yaml": f"version: 1\nrepositories: {{{URL}: ../deploy}}\n",
            "set.yaml": f"""
                apiVersion: argoproj.io/v1alpha1
                kind: ApplicationSet
                metadata: {{name: all, namespace: argocd}}
                spec:
                  goTemplate: true
                  goTemplateOptions: [missingkey=error]
                  generators:
                    - git:
                        repoURL: {URL}
                        revision: {revision}
                        directories: [{{path: "*"}}]
                  template:
                    metadata: {{name: "{{{{.path.basename}}}}"}}
                    spec:
                      project: shop
                      destination: {{server: https://kubernetes.default.svc, namespace: shop}}
                      source: {{repoURL: {URL}, targetRevision: {revision}, path: "{{{{.path.path}}}}"}}
                """,
        },
    )
    report = lint([control])
    assert [d.application for f in deployed(report) for d in f.deployments] == names
    assert {f.location.path for f in deployed(report)} == {"set.yaml"}


def test_a_remembered_run_is_forgotten_when_a_branch_moves(repo: Path, tmp_path: Path) -> None:
    write(repo, {"apps/shop.yaml": application("release/next")})
    config = replace(load_config(repo), cache=str(tmp_path / "cache"), plugins=False)
    made: list[bool] = []

    def judged() -> list[tuple[str, int, str]]:
        tree, memory = working_copy(repo), remembered.memory_for(config.cache, str(repo))
        tree.stamps = memory.stamps
        run = Run(tree, config, registry_for(config), root=str(repo), memory=memory)
        report = remembered.report(run)
        memory.save()
        made.append(run.repository is not None)
        return told(report)

    assert ("apps/shop.yaml", 7, "of-the-branch") in judged()
    assert ("apps/shop.yaml", 7, "of-the-branch") in judged()
    git(repo, "branch", "-f", "release/next", "v1.0.0")
    assert ("apps/shop.yaml", 7, "of-v1-0-0") in judged()
    git(repo, "branch", "-D", "release/next")
    assert judged() == [("shop/pod.yaml", 6, "checked-out")]
    assert made == [True, False, True, True]


def test_since_compares_what_the_same_tag_holds_on_both_sides(repo: Path) -> None:
    write(repo, {"apps/shop.yaml": application("v1.0.0")})
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "application")
    git(repo, "checkout", "-qb", "topic")
    write(repo, {"apps/more.yaml": application("v1.2.0", name="more")})
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "more")
    command = [sys.executable, "-m", "gitops_lint", "check", "--since", "main", "--output-format", "json", "--no-cache"]
    done = subprocess.run([*command, "--root", str(repo)], capture_output=True, text=True, check=False)
    found = [item for item in json.loads(done.stdout)["findings"] if item["rule"] == "memory-limit-missing"]
    assert [(item["path"], item["message"].split("'")[1]) for item in found] == [("apps/more.yaml", "of-v1-2-0")]
