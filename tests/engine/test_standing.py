"""What wide rules said stands while nothing that they may read has changed, and no longer."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from support import GitRepo, Result, Tree, pod

from gitops_lint import testing
from gitops_lint.api import registry_for
from gitops_lint.engine import Engine
from gitops_lint.memory import Memory, Shelf
from gitops_lint.report.model import Report
from gitops_lint.rule import Bad, Comparison, Document
from gitops_lint.settings import Config
from gitops_lint.source import outline
from gitops_lint.source.document import ParsedFile
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import MemoryTree
from gitops_lint.standing import Said, Standing
from gitops_lint.workspace import build_repository
from gitops_lint.workspace import files as workspace_files

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
          command: [run, fast]
          resources: {requests: {cpu: 100m}}
          envFrom: [{configMapRef: {name: settings}}]
          env: [{name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}]
"""
SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {mode: fast}\n"
KUSTOMIZATION = """\
resources: [web.yaml]
namePrefix: a-
images:
  - name: registry.example/app
    newTag: 1.5.0
"""
FILES = {
    "shop/web.yaml": DEPLOYMENT,
    "shop/settings.yaml": SETTINGS,
    "shop/odd.yaml": SETTINGS.replace("settings", "odd").replace("fast", "yes"),
    "shop/service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
    "spec: {selector: {app: nobody}, ports: [{port: 80, targetPort: http}]}\n",
    "base/kustomization.yaml": "resources: [pod.yaml]\nnamespace: based\n"
    "configMapGenerator:\n- name: rules\n  files: [rules.yaml]\n",
    "base/pod.yaml": pod("based", extra="      envFrom: [{configMapRef: {name: rules}}]\n"),
    "base/values.yaml": "resources: [pod.yaml]\nnamespace: based\n",
    "base/rules.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: inner}\n",
    "notes.txt": "nothing\n",
}


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: "https://github.com/acme/gitops.git", targetRevision: HEAD, path: shop}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
"""


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
@pytest.mark.parametrize("path", ["shop/web.yaml", "shop/service.yaml", "base/pod.yaml", "base/kustomization.yaml"])
def test_a_comment_leaves_them_standing(shop: Tree, run: Run, stood: list[bool], path: str, jobs: str) -> None:
    (shop.root / path).write_text(f"# first\n\n{FILES[path].replace('{name: web,', '{ name:   web, ')}# last\n")

    warm = run(*CHECK, "--jobs", jobs).out

    assert warm == run(*CHECK, "--no-cache").out
    assert "service-account-not-found" in warm
    assert stood == [True, False]


@pytest.mark.parametrize(
    ("path", "old", "new", "finding"),
    [
        ("shop/web.yaml", "app:1.4.2", "app:1.4.3", "service-account-not-found"),
        ("shop/web.yaml", "app:1.4.2", "app:latest", "image-tag-latest"),
        ("shop/web.yaml", "[run, fast]", "[run, 3]", "number-not-quoted"),
        ("shop/web.yaml", "100m", "lots", "quantity-invalid"),
        ("base/web.yaml", "app:1.4.2", "app:1.4.3", "service-account-not-found"),
        ("base/kustomization.yaml", "newTag: 1.5.0", "newTag: 1.6.0", "service-account-not-found"),
        ("base/kustomization.yaml", "newTag: 1.5.0", "newTag: latest", "image-tag-latest"),
    ],
)
def test_what_containers_run_leaves_those_standing_that_do_not_look(
    shop: Tree, run: Run, stood: list[bool], path: str, old: str, new: str, finding: str
) -> None:
    shop.write({"base/web.yaml": DEPLOYMENT, "base/kustomization.yaml": KUSTOMIZATION})
    run(*CHECK)

    file = shop.root / path
    file.write_text(file.read_text().replace(old, new))

    for _ in range(2):
        warm = run(*CHECK).out
        assert warm == run(*CHECK, "--no-cache").out
        assert finding in warm
    assert stood[1] is True


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/settings.yaml", SETTINGS.replace("mode", "other")),
        ("shop/web.yaml", DEPLOYMENT.replace("app: web", "app: wob")),
        ("shop/web.yaml", DEPLOYMENT.replace("name: app", "name: api")),
        ("shop/settings.yaml", SETTINGS + "---\n" + SETTINGS.replace("settings", "more")),
        ("shop/odd.yaml", "# moved\n" + FILES["shop/odd.yaml"]),
        ("base/rules.yaml", "# in the text that is generated from\n" + FILES["base/rules.yaml"]),
        ("base/kustomization.yaml", FILES["base/kustomization.yaml"].replace("based", "other")),
        ("base/values.yaml", "# no manifest\n" + FILES["base/values.yaml"]),
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


def test_what_is_compared_with_counts(repo: GitRepo, run: Run, stood: list[bool]) -> None:
    repo.commit(FILES | {"apps/shop.yaml": APPLICATION})
    check = (*CHECK, "--since", "HEAD~0")
    run(*CHECK)

    repo.stage({"shop/web.yaml": f"# first\n{DEPLOYMENT}"})
    assert run(*check).out == run(*check, "--no-cache").out
    repo.stage({"shop/web.yaml": f"# second\n{DEPLOYMENT}"})
    assert run(*check).out == run(*check, "--no-cache").out
    repo.commit({"shop/settings.yaml": SETTINGS.replace("settings", "others")})
    repo.stage({"shop/settings.yaml": SETTINGS})
    assert run(*check).out == run(*check, "--no-cache").out


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
    """The files with comments around what manifests and kustomizations hold."""

    def counts_by_value(path: str, text: str) -> bool:
        return path.endswith("kustomization.yaml") or ("\napiVersion: " in f"\n{text}" and path.endswith(".yaml"))

    return {path: f"# first\n{text}\n# last\n" if counts_by_value(path, text) else text for path, text in files.items()}


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
    assert len(stood) > 5
    assert stood == [False, True] * (len(stood) // 2)


class Watched(dict[str, Any]):
    """Part of a container that notes which of the fields were read that an outline leaves out."""

    fields: frozenset[str] = outline.INSIDE
    read: ClassVar[set[str]] = set()

    def _note(self, name: str) -> None:
        if name in self.fields:
            self.read.add(name)

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._note(name)
        return super().get(name, default)

    def items(self) -> Any:
        self.read.update(self.fields & self.keys())
        return super().items()

    def values(self) -> Any:
        self.read.update(self.fields & self.keys())
        return super().values()

    def __iter__(self) -> Iterator[str]:  # has copies go through __getitem__
        return super().__iter__()

    def __or__(self, other: Any) -> Any:  # so does a copy that is made like this, but only when it is read
        return type(self)({**dict(super().items()), **other})

    def __eq__(self, other: object) -> bool:
        self.read.update(self.fields & self.keys())
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]


class WatchedVariable(Watched):
    fields = frozenset({"value"})


class WatchedImage(Watched):
    fields = outline.TAGS


def watch(value: Any) -> None:
    """Put watched containers in the place of those anywhere in a value."""
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        watch(below)
    images = value.get("images") if isinstance(value, dict) else None
    if isinstance(images, list):
        value["images"] = [WatchedImage(one) if isinstance(one, dict) else one for one in images]
    for name in ("containers", "initContainers") if isinstance(value, dict) else ():
        held = value.get(name)
        for index, container in enumerate(held) if isinstance(held, list) else ():
            if isinstance(container, dict):
                variables = container.get("env")
                if isinstance(variables, list):
                    container["env"] = [WatchedVariable(one) if isinstance(one, dict) else one for one in variables]
                held[index] = Watched(container)


def watched(path: str, data: bytes) -> ParsedFile:
    parsed = parse(path, data)
    for document in parsed.documents:
        watch(document.value)
    return parsed


@pytest.mark.parametrize("name", sorted(WIDE))
def test_rules_that_look_inside_of_containers_say_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = REGISTRY.entries[name].load()
    monkeypatch.setattr(workspace_files, "parse", watched)
    Watched.read.clear()
    for _, example in testing.examples(rule):
        run = testing._run(rule, example, MemoryTree(dict(testing.plain_text(example))))
        repo = build_repository(run.tree, run.config)
        Watched.read.clear()
        Engine([rule(dict(example.options))], repo).run()
        assert not Watched.read or rule.looks_inside or rule.herald or rule.target in (Comparison, Document)
