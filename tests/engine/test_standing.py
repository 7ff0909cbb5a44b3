"""What wide rules said stands while nothing that they may read has changed, and no longer."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import GitRepo, Result, Tree, pod

from gitops_lint import testing
from gitops_lint.api import registry_for
from gitops_lint.memory import Memory, Shelf
from gitops_lint.report.model import Report
from gitops_lint.rule import Bad
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree
from gitops_lint.standing import Said, Standing

Run = Callable[..., Result]
CHECK = ("check", "--profile", "strict", "--exit-zero", "--output-format", "json-lines")
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: missing
      containers:
        - name: app
          image: registry.example/app:1.4.2
          envFrom: [{configMapRef: {name: settings}}]
          env: [{name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}]
"""
SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {mode: fast}\n"
FILES = {
    "shop/web.yaml": DEPLOYMENT,
    "shop/settings.yaml": SETTINGS,
    "shop/odd.yaml": SETTINGS.replace("settings", "odd").replace("fast", "yes"),
    "shop/service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
    "spec: {selector: {app: nobody}, ports: [{port: 80, targetPort: http}]}\n",
    "base/kustomization.yaml": "resources: [pod.yaml]\nnamespace: based\n"
    "configMapGenerator:\n- name: rules\n  files: [rules.yaml]\n",
    "base/pod.yaml": pod("based", extra="      envFrom: [{configMapRef: {name: rules}}]\n"),
    "base/rules.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: inner}\n",
    "notes.txt": "nothing\n",
}


@pytest.fixture
def stood(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each run, whether answers stood."""
    seen: list[bool] = []
    true_said = Standing.said

    def said(self: Standing) -> Said:
        found = true_said(self)
        seen.append(bool(found.rules))
        return found

    monkeypatch.setattr(Standing, "said", said)
    return seen


@pytest.fixture
def shop(tree: Tree, run: Run) -> Tree:
    tree.write(FILES)
    run(*CHECK)
    return tree


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("path", ["shop/web.yaml", "shop/service.yaml", "base/pod.yaml"])
def test_a_comment_leaves_them_standing(shop: Tree, run: Run, stood: list[bool], path: str, jobs: str) -> None:
    (shop.root / path).write_text(f"# first\n\n{FILES[path].replace('{name: web,', '{ name:   web, ')}# last\n")

    warm = run(*CHECK, "--jobs", jobs).out

    assert warm == run(*CHECK, "--no-cache").out
    assert "service-account-not-found" in warm
    assert stood == [True, False]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/settings.yaml", SETTINGS.replace("mode", "other")),
        ("shop/settings.yaml", SETTINGS + "---\n" + SETTINGS.replace("settings", "more")),
        ("shop/odd.yaml", "# moved\n" + FILES["shop/odd.yaml"]),
        ("base/rules.yaml", "# in the text that is generated from\n" + FILES["base/rules.yaml"]),
        ("base/kustomization.yaml", "# no manifest\n" + FILES["base/kustomization.yaml"]),
        ("notes.txt", "something\n"),
        ("shop/new.yaml", SETTINGS.replace("settings", "new")),
        (".gitops-lint.yaml", "version: 1\nkubernetes-version: '1.25'\n"),
    ],
)
def test_what_rules_may_read_does_not(shop: Tree, run: Run, stood: list[bool], path: str, text: str) -> None:
    (shop.root / path).write_text(text)

    assert run(*CHECK).out == run(*CHECK, "--no-cache").out
    assert stood[0] is False


def test_a_remote_of_the_clone_counts(repo: GitRepo, run: Run, stood: list[bool]) -> None:
    repo.commit(FILES)
    run(*CHECK)
    repo.git("remote", "add", "origin", "https://github.com/acme/shop.git")

    run(*CHECK)

    assert stood == [False, False]


@pytest.mark.parametrize(
    "odd",
    [None, [], {"rules": 3, "rows": []}, {"rules": ["a"], "rows": [[]]}, {"rules": ["a"], "rows": [["a"] * 8]}],
    ids=repr,
)
def test_a_hostile_cache_is_as_good_as_none(shop: Tree, run: Run, monkeypatch: pytest.MonkeyPatch, odd: object) -> None:
    (shop.root / "shop/web.yaml").write_text(f"# first\n{DEPLOYMENT}")
    expected = run(*CHECK, "--no-cache")
    monkeypatch.setattr(Shelf, "get", lambda self, key: copy.deepcopy(odd))

    result = run(*CHECK)

    assert (result.out, result.err) == (expected.out, "")


class Told(MemoryTree):
    """A tree that tells the content of its files from any other, as those on disk and in git do."""

    def digest(self, path: str) -> str:
        return self.read(path).hex()


REGISTRY = registry_for(Config(plugins=False))
WIDE = [name for name, entry in REGISTRY.entries.items() if entry.target != "Problem" and entry.load().is_wide()]


def with_comments(files: dict[str, str]) -> dict[str, str]:
    """The files with comments around what manifests hold."""
    return {
        path: f"# first\n{text}\n# last\n" if "\napiVersion: " in f"\n{text}" and path.endswith(".yaml") else text
        for path, text in files.items()
    }


def shown(report: Report) -> Iterator[Any]:
    yield list(report.failures)
    for found in report.findings:
        yield found.rule, found.message, found.location, found.pointer, found.severity, found.confidence, found.fix
        yield found.related, found.deployments, found.fingerprint


@pytest.mark.parametrize("name", sorted(WIDE))
def test_no_rule_reads_the_text_of_a_manifest(name: str, tmp_path: Path) -> None:
    rule = REGISTRY.entries[name].load()
    shown_first = sorted(testing.examples(rule), key=lambda pair: not isinstance(pair[1], Bad))
    for title, example in shown_first[:4]:
        files = dict(testing.plain_text(example))
        reports = []
        for tree, cache in ((files, title), (with_comments(files), title), (with_comments(files), "")):
            run = testing._run(rule, example, Told(tree))
            run.memory = Memory(str(tmp_path), cache, "1") if cache else Memory()
            reports.append(list(shown(run.report())))
            run.memory.save()
        assert reports[1] == reports[2]


def test_answers_stand_in_these_examples(tmp_path: Path, stood: list[bool]) -> None:
    rule = REGISTRY.entries["service-account-not-found"].load()
    for title, example in testing.examples(rule):
        for files in (dict(testing.plain_text(example)), with_comments(dict(testing.plain_text(example)))):
            run = testing._run(rule, example, Told(files))
            run.memory = Memory(str(tmp_path), title, "1")
            run.report()
            run.memory.save()
    assert stood == [False, True] * 3
