"""What is kept between runs changes how long a run takes, and nothing else."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from time import time_ns

import pytest
from support import GitRepo, Result, Tree, pod

from gitops_lint import memory
from gitops_lint.cache import Cache
from gitops_lint.memory import Pack, Shelf
from gitops_lint.render.helm.binary import Done
from gitops_lint.stamps import RACY, Stamps, digest_of
from gitops_lint.workspace.helmstore import helm_store

Run = Callable[..., Result]
PASSWORD = "hunter2-very-secret"
CHECK = ("check", "--profile", "strict", "--exit-zero", "--output-format", "json-lines")

DEPLOYMENT = f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      serviceAccountName: missing
      containers:
        - name: app
          image: registry.example/app:latest
          env: [{{name: DB_PASSWORD, value: {PASSWORD}}}]
          envFrom: [{{configMapRef: {{name: settings}}}}]
"""
SETTINGS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {level: yes, port: 8080}
"""
SECRET = f"""\
apiVersion: v1
kind: Secret
metadata: {{name: db, namespace: shop}}
stringData: {{password: {PASSWORD}}}
"""
STRICT_NAMESPACE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {pod-security.kubernetes.io/enforce: restricted}
"""
LIMITS = """\
apiVersion: v1
kind: LimitRange
metadata: {name: limits, namespace: shop}
spec: {limits: [{type: Container, default: {cpu: 1, memory: 1Gi}}]}
"""
LISTED = pod("listed").strip().replace("\n", "\n  ")
FILES = {
    "shop/web.yaml": DEPLOYMENT,
    "shop/settings.yaml": SETTINGS,
    "shop/secret.yaml": SECRET,
    "shop/pods.yaml": "---\n".join(pod(f"pod-{number}") for number in range(5)),
    "shop/list.yaml": f"apiVersion: v1\nkind: List\nitems:\n- {LISTED}\n",
    "base/kustomization.yaml": "resources: [pod.yaml]\nnamespace: based\n",
    "base/pod.yaml": pod("based"),
    "over/kustomization.yaml": "resources: [../base]\nnamePrefix: over-\n",
    "broken.yaml": "a: [\n",
    "ignored.yaml": "# gitops-lint: ignore-file[memory-limit-missing] known\n" + pod("ignored"),
}


def kept(tmp_path: Path) -> Iterator[Path]:
    return (path for path in (tmp_path / "cache").rglob("*") if path.is_file())


@pytest.fixture
def shop(tree: Tree) -> Tree:
    tree.write(FILES)
    return tree


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_cold_a_warm_and_a_run_without_cache_say_the_same(shop: Tree, run: Run, tmp_path: Path, jobs: str) -> None:
    without = run(*CHECK, "--jobs", jobs, "--no-cache").out
    assert not (tmp_path / "cache").exists()

    assert len(without.splitlines()) > 30
    for _ in range(3):
        assert run(*CHECK, "--jobs", jobs).out == without
    # Nothing but this run's own parts of the cache.
    for report in (tmp_path / "cache").rglob("reports/*"):
        report.unlink()
    assert run(*CHECK, "--jobs", jobs).out == without


def test_a_report_is_remembered_however_many_processes_made_it(shop: Tree, run: Run, tmp_path: Path) -> None:
    one = run(*CHECK, "--jobs", "1").out
    assert run(*CHECK, "--jobs", "2").out == one
    assert len(list((tmp_path / "cache").rglob("reports/*"))) == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "another file": lambda root: (root / "shop/new.yaml").write_text(pod("new")),
    "a file is gone": lambda root: (root / "shop/settings.yaml").unlink(),
    "a file is renamed": lambda root: (root / "shop/pods.yaml").rename(root / "shop/moved.yaml"),
    "a file is copied": lambda root: shutil.copy2(root / "shop/pods.yaml", root / "shop/copy.yaml"),
    "lines move": lambda root: (root / "shop/web.yaml").write_text("# first\n" + DEPLOYMENT),
    "a namespace": lambda root: (root / "shop/web.yaml").write_text(DEPLOYMENT.replace("shop", "mall")),
    "what others refer to": lambda root: (root / "shop/settings.yaml").write_text(
        SETTINGS.replace("settings", "other")
    ),
    "a base": lambda root: (root / "base/pod.yaml").write_text(pod("based", limit=True)),
    "an overlay": lambda root: (root / "over/kustomization.yaml").write_text(
        "resources: [../base]\nnamespace: other\n"
    ),
    "a namespace with a level": lambda root: (root / "shop/ns.yaml").write_text(STRICT_NAMESPACE),
    "what a namespace gives": lambda root: (root / "shop/limits.yaml").write_text(LIMITS),
    "an option": lambda root: (root / ".gitops-lint.yaml").write_text("version: 1\nkubernetes-version: '1.25'\n"),
    "an ignore comment": lambda root: (root / "ignored.yaml").write_text(pod("ignored")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_after_a_change_the_findings_are_those_of_a_run_without_cache(shop: Tree, run: Run, what: str) -> None:
    run(*CHECK)

    CHANGES[what](shop.root)

    assert run(*CHECK).out == run(*CHECK, "--no-cache").out


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: "https://github.com/acme/gitops.git", targetRevision: HEAD, path: shop}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
"""
CLAIM = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""


def test_local_rules_see_what_changes_in_the_application(tree: Tree, run: Run) -> None:
    repositories = 'version: 1\nrepositories: {"https://github.com/acme/gitops.git": "."}\n'
    tree.write({".gitops-lint.yaml": repositories, "apps/shop.yaml": APPLICATION, "shop/claim.yaml": CLAIM})
    assert "argocd-prune-deletes-data" not in run(*CHECK).out

    tree.write({"apps/shop.yaml": APPLICATION + "  syncPolicy: {automated: {prune: true}}\n"})

    assert "argocd-prune-deletes-data" in run(*CHECK).out
    assert run(*CHECK).out == run(*CHECK, "--no-cache").out


def test_a_change_that_keeps_size_and_time_is_seen(shop: Tree, run: Run) -> None:
    run(*CHECK)
    file = shop.root / "shop/web.yaml"
    before = file.stat()

    file.write_text(DEPLOYMENT.replace(":latest", ":1.4.20"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert run(*CHECK).out == run(*CHECK, "--no-cache").out
    assert "image-tag-latest" not in run(*CHECK).out


@pytest.mark.parametrize("how", ["random", "truncated", "empty", "nested", "other", "nothing"])
def test_a_spoiled_cache_is_as_good_as_none(shop: Tree, run: Run, tmp_path: Path, how: str) -> None:
    expected = run(*CHECK).out
    chance = random.Random(how)
    for path in kept(tmp_path):
        data = path.read_bytes()
        if how == "random":
            spoiled = bytearray(data)
            for _ in range(20):
                spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
            data = bytes(spoiled)
        elif how == "truncated":
            data = data[: len(data) // 2]
        elif how == "nested":
            data = b"[" * 100_000
        elif how == "other":
            data = b'{"at": [], "files": {"shop/web.yaml": 1}, "findings": 3}'
        else:
            data = b"" if how == "empty" else b"null"
        path.write_bytes(data)
    (shop.root / "shop/one-more.yaml").write_text(SETTINGS.replace("settings", "more"))
    run(*CHECK)
    (shop.root / "shop/one-more.yaml").unlink()

    result = run(*CHECK)

    assert (result.out, result.err) == (expected, "")


def values_of_another_shape(value: object, chance: random.Random) -> object:
    """The value with something of another type in it, as a hostile cache may have it."""
    odd = chance.choice([None, [], {}, "x", -1, 1e308, [[]], {"a": None}])
    if isinstance(value, list) and value and chance.random() < 0.8:
        where = chance.randrange(len(value))
        return [values_of_another_shape(item, chance) if at == where else item for at, item in enumerate(value)]
    if isinstance(value, dict) and value and chance.random() < 0.8:
        where = chance.choice(sorted(value))
        return {key: values_of_another_shape(item, chance) if key == where else item for key, item in value.items()}
    return odd


@pytest.mark.parametrize("seed", range(10))
def test_a_hostile_cache_gives_no_traceback(
    shop: Tree, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seed: int
) -> None:
    run(*CHECK)
    chance = random.Random(seed)
    for folder in (tmp_path / "cache").rglob("reports"):
        shutil.rmtree(folder)
    true_get = Pack.get
    monkeypatch.setattr(Pack, "get", lambda self, key: values_of_another_shape(true_get(self, key), chance))

    result = run(*CHECK)

    assert "Traceback" not in result.out
    assert (result.status, result.err) == (0, "")
    assert '"traceback"' not in result.out


def test_a_cache_folder_that_cannot_be_is_none(shop: Tree, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITOPS_LINT_CACHE", str(shop.root.parent / ("x" * 300)))
    assert run(*CHECK) == run(*CHECK, "--no-cache")


def test_no_secret_is_in_the_cache(shop: Tree, run: Run, tmp_path: Path) -> None:
    run("check", "--exit-zero", "--profile", "strict")
    run("check", "--exit-zero", "--output-format", "sarif")

    found = [path.name for path in kept(tmp_path) if PASSWORD.encode() in path.read_bytes()]

    assert len(list(kept(tmp_path))) > 3
    assert found == []


@pytest.mark.parametrize(("printed", "times"), [(SETTINGS, 1), (SECRET, 2), (DEPLOYMENT, 2)])
def test_what_helm_prints_is_kept_unless_a_secret_is_in_it(tmp_path: Path, printed: str, times: int) -> None:
    asked = []

    def render() -> Done:
        asked.append(printed)
        return Done(0, printed, "")

    for _ in range(2):
        assert helm_store(Cache(str(tmp_path / "cache")))("key", render).output == printed

    assert len(asked) == times
    assert [path for path in kept(tmp_path) if PASSWORD.encode() in path.read_bytes()] == []


def test_nothing_is_written_into_the_linted_tree(shop: Tree, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(shop.root.rglob("*"))
    monkeypatch.setenv("GITOPS_LINT_CACHE", str(shop.root / ".cache"))

    run(*CHECK)

    assert sorted(shop.root.rglob("*")) == before


def test_the_index_is_judged_as_without_cache(repo: GitRepo, run: Run) -> None:
    repo.commit(FILES)
    staged = ("check", "--staged", "--exit-zero", "--output-format", "json-lines")
    run(*staged)

    repo.stage({"shop/web.yaml": DEPLOYMENT.replace("app: web", "app: wob", 1)})

    warm = run(*staged).out
    assert warm == run(*staged, "--no-cache").out
    assert "selector-template-mismatch" in warm


class TestPack:
    def test_values_are_there_after_saving(self, tmp_path: Path) -> None:
        pack = Pack(tmp_path / "pack", "1")
        pack.put("a", [1, {"b": None}])
        pack.put("c", "line\nend\ttab")
        pack.save()

        again = Pack(tmp_path / "pack", "1")
        assert (again.get("a"), again.get("c"), again.get("d")) == ([1, {"b": None}], "line\nend\ttab", None)

    def test_the_last_value_counts(self, tmp_path: Path) -> None:
        for value in (1, 2, 3):
            pack = Pack(tmp_path / "pack")
            pack.put("a", value)
            pack.save()
        assert Pack(tmp_path / "pack").get("a") == 3

    def test_what_other_code_wrote_is_not_read(self, tmp_path: Path) -> None:
        pack = Pack(tmp_path / "pack", "1")
        pack.put("a", 1)
        pack.save()
        assert Pack(tmp_path / "pack", "2").get("a") is None

    def test_nor_added_to_when_it_came_meanwhile(self, tmp_path: Path) -> None:
        late = Pack(tmp_path / "pack", "1")
        late.put("a", 1)
        late.save()
        late.put("b", 2)
        other = Pack(tmp_path / "pack", "2")
        other.put("c", 3)
        other.save()
        late.save()
        assert [Pack(tmp_path / "pack", "2").get(key) for key in "abc"] == [None, None, None]
        assert [Pack(tmp_path / "pack", "1").get(key) for key in "abc"] == [None, 2, None]

    def test_a_value_that_stands_by_another_key_is_not_read(self, tmp_path: Path) -> None:
        pack = Pack(tmp_path / "pack")
        pack.put("a", 1)
        pack.put("b", 2)
        pack.save()
        head, first, second = (tmp_path / "pack").read_bytes().splitlines()
        (tmp_path / "pack").write_bytes(b"\n".join((head, b"b" + first[1:], b"a" + second[1:])))
        assert [Pack(tmp_path / "pack").get(key) for key in "ab"] == [None, None]

    def test_beyond_its_size_it_keeps_what_is_used(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(memory, "LARGEST", 300)
        pack = Pack(tmp_path / "pack")
        for key in "abcdef":
            pack.put(key, "x" * 30)
        pack.save()
        pack = Pack(tmp_path / "pack")
        pack.get("b")
        pack.put("g", "y" * 100)
        pack.save()
        again = Pack(tmp_path / "pack")
        assert [key for key in "abcdefg" if again.get(key)] == ["b", "g"]

    def test_without_a_file_nothing_is_kept(self) -> None:
        pack = Pack(None)
        pack.put("a", 1)
        pack.save()
        assert (pack.get("a"), bool(pack)) == (None, False)


def test_a_shelf_keeps_the_newest(tmp_path: Path) -> None:
    for number in range(5):
        shelf = Shelf(tmp_path / "shelf", 2)
        shelf.put(str(number), number)
        shelf.save()
        os.utime(tmp_path / "shelf" / f"{number}.json", ns=(number, number))
    assert sorted(path.name for path in (tmp_path / "shelf").iterdir()) == ["3.json", "4.json"]


@pytest.mark.parametrize("spoiled", [b"", b"1", b"[" * 100_000, b"00000000\t1"])
def test_of_a_shelf_only_what_is_as_it_was_written_is_known(tmp_path: Path, spoiled: bytes) -> None:
    shelf = Shelf(tmp_path / "shelf")
    shelf.put("a", 1)
    shelf.put("b", 2)
    shelf.save()
    assert shelf.get("a") == 1
    (tmp_path / "shelf" / "b.json").replace(tmp_path / "shelf" / "a.json")
    (tmp_path / "shelf" / "b.json").write_bytes(spoiled)
    assert [shelf.get(key) for key in "ab"] == [None, None]


class TestStamps:
    @pytest.fixture(autouse=True)
    def later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("gitops_lint.stamps.time_ns", lambda: time_ns() + 10 * RACY)

    def ask(self, tmp_path: Path) -> str:
        stamps = Stamps(tmp_path / "stamps")
        file = tmp_path / "file"
        digest = stamps.digest("file", str(file), file.stat())
        stamps.save()
        return digest

    def test_a_file_that_looks_the_same_is_not_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").write_text("one")
        first = self.ask(tmp_path)
        monkeypatch.setattr("gitops_lint.stamps.digest_of", lambda data: "read again")
        assert self.ask(tmp_path) == first == digest_of(b"one")

    def test_another_size_or_time_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("one")
        self.ask(tmp_path)
        (tmp_path / "file").write_text("two")
        assert self.ask(tmp_path) == digest_of(b"two")

    def test_what_changed_just_before_is_read_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").write_text("one")
        monkeypatch.setattr("gitops_lint.stamps.time_ns", time_ns)
        self.ask(tmp_path)
        monkeypatch.setattr("gitops_lint.stamps.digest_of", lambda data: "read again")
        assert self.ask(tmp_path) == "read again"
