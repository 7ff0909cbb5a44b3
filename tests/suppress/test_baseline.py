"""Accepted findings: by what they are about, never by line."""

from __future__ import annotations

import json

import pytest
from conftest import Run
from support import GitRepo, Tree, pod

WORDS = ("--select", "memory-limit-missing", "--no-cache", "--output-format", "json")
FILE = ".gitops-lint-baseline.json"


@pytest.fixture
def accepted(tree: Tree, run: Run) -> Tree:
    """A repository with one accepted finding."""
    tree.write({"a/pod.yaml": pod(), ".gitops-lint.yaml": f"select: []\nbaseline: {FILE}\n"})
    assert run("baseline").status == 0
    return tree


def test_writing_one(accepted: Tree) -> None:
    data = json.loads((accepted.root / FILE).read_text())
    assert data["version"] == 1
    rows = [row for row in data["findings"] if row["rule"] == "memory-limit-missing"]
    assert [(row["path"], row["message"]) for row in rows] == [("a/pod.yaml", "container 'app' has no memory limit")]


def test_old_findings_are_counted_and_do_not_fail(accepted: Tree, run: Run) -> None:
    result = run("check", *WORDS)
    assert (result.status, result.places, result.json["summary"]["suppressed"]) == (0, [], 1)


def test_a_file_on_the_command_line_is_named_from_the_root_or_from_where_one_stands(accepted: Tree, run: Run) -> None:
    accepted.write({".gitops-lint.yaml": "select: []\n"})
    for name in (FILE, f"../{FILE}"):
        assert run("check", *WORDS, "--baseline", name, folder=accepted.root / "a").places == []


def test_new_findings_fail(accepted: Tree, run: Run) -> None:
    accepted.write({"b/pod.yaml": pod("other")})
    result = run("check", *WORDS)
    assert (result.status, result.places) == (1, ["b/pod.yaml:7 memory-limit-missing"])


def test_a_second_container_is_new(accepted: Tree, run: Run) -> None:
    accepted.write({"a/pod.yaml": pod(extra="    - {name: more, image: registry.example/app:1.4.2}\n")})
    assert run("check", *WORDS).places == ["a/pod.yaml:9 memory-limit-missing"]


class TestItSurvives:
    def test_moving_and_renaming_the_file(self, accepted: Tree, run: Run) -> None:
        (accepted.root / "b").mkdir()
        (accepted.root / "a" / "pod.yaml").rename(accepted.root / "b" / "web.yaml")
        assert run("check", *WORDS).places == []

    def test_lines_above(self, accepted: Tree, run: Run) -> None:
        accepted.write({"a/pod.yaml": "# one\n# two\n\n" + pod()})
        assert run("check", *WORDS).places == []

    def test_another_indentation_and_style(self, accepted: Tree, run: Run) -> None:
        accepted.write(
            {
                "a/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"
                "spec: {containers: [{image: registry.example/app:1.4.2, name: app}]}\n"
            }
        )
        assert run("check", *WORDS).places == []

    def test_another_order_of_containers(self, accepted: Tree, run: Run) -> None:
        first = "    - name: first\n      image: x:1\n      resources: {limits: {memory: 1Mi}}\n"
        accepted.write({"a/pod.yaml": pod().replace("  containers:\n", f"  containers:\n{first}")})
        assert run("check", *WORDS).places == []

    def test_but_not_a_copy(self, accepted: Tree, run: Run) -> None:
        accepted.write({"b/pod.yaml": pod()})
        assert run("check", *WORDS).places == ["b/pod.yaml:7 memory-limit-missing"]


class TestTwins:
    """The same defect in copies of one object: every environment has its own."""

    @pytest.fixture
    def twins(self, tree: Tree, run: Run) -> Tree:
        tree.write({f"{folder}/pod.yaml": pod() for folder in ("dev", "prod", "staging")})
        tree.write({".gitops-lint.yaml": f"baseline: {FILE}\n"})
        run("baseline")
        return tree

    def test_each_has_a_fingerprint_of_its_own(self, twins: Tree, run: Run) -> None:
        (twins.root / ".gitops-lint.yaml").write_text("version: 1\n")
        prints = [item["fingerprint"] for item in run("check", *WORDS).json["findings"]]
        assert prints == [prints[0], f"{prints[0]}-2", f"{prints[0]}-3"]

    @pytest.mark.parametrize("name", ["a-first", "q-between", "z-last"])
    def test_a_new_one_does_not_make_the_others_new(self, name: str, twins: Tree, run: Run) -> None:
        twins.write({f"{name}/pod.yaml": pod()})
        assert run("check", *WORDS).places == [f"{name}/pod.yaml:7 memory-limit-missing"]

    @pytest.mark.parametrize("name", ["a-first", "q-between", "z-last"])
    def test_any_of_them_may_move(self, name: str, twins: Tree, run: Run) -> None:
        (twins.root / "prod").rename(twins.root / name)
        assert run("check", *WORDS).places == []

    def test_one_that_is_mended_does_not_speak_for_a_copy(self, twins: Tree, run: Run) -> None:
        twins.write({"prod/pod.yaml": pod(limit=True), "z/pod.yaml": pod()})
        assert run("check", *WORDS).places == ["z/pod.yaml:7 memory-limit-missing"]

    def test_the_same_holds_for_changes(self, repo: GitRepo, run: Run) -> None:
        repo.commit({f"{folder}/pod.yaml": pod() for folder in ("dev", "prod")})
        repo.stage({"a/pod.yaml": pod()})
        assert run("check", *WORDS, "--staged").places == ["a/pod.yaml:7 memory-limit-missing"]

    def test_a_suppressed_one_does_not_speak_for_a_copy(self, repo: GitRepo, run: Run) -> None:
        quiet = f"# gitops-lint: ignore-file[memory-limit-missing] a demo\n{pod()}"
        repo.commit({"m/pod.yaml": quiet})
        repo.commit({"a/pod.yaml": quiet})
        assert run("check", *WORDS, "--trusted-ref", "HEAD~1").places == ["a/pod.yaml:8 memory-limit-missing"]


class TestMaintenance:
    def test_prune_drops_what_is_gone_and_accepts_nothing_new(self, accepted: Tree, run: Run) -> None:
        accepted.write({"b.yaml": pod("b")})
        run("baseline")
        before = (accepted.root / FILE).read_text()
        assert before.count("memory-limit-missing") == 2
        accepted.write({"a/pod.yaml": pod(limit=True), "c.yaml": pod("c")})
        check = run("baseline", "--check")
        assert check.status == 1
        assert "'gitops-lint baseline --prune' mends it" in check.err
        pruned = run("baseline", "--prune")
        assert (pruned.status, pruned.err) == (0, f"kept 3 of 4 findings in '{FILE}'\n")
        after = (accepted.root / FILE).read_text()
        assert after.count("memory-limit-missing") == 1
        assert "b.yaml" in after
        assert run("baseline", "--check").status == 0

    def test_writing_it_twice_writes_the_same(self, accepted: Tree, run: Run) -> None:
        before = (accepted.root / FILE).read_bytes()
        run("baseline")
        assert (accepted.root / FILE).read_bytes() == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": 1, "findings": [1]}', "null"])
def test_a_file_that_is_no_baseline_is_a_wrong_request(text: str, tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod(), "b.json": text})
    result = run("check", *WORDS, "--baseline", "b.json")
    assert result.status == 2
    assert result.err == "gitops-lint: 'b.json' is not a baseline; write one with 'gitops-lint baseline'\n"


def test_a_later_version_is_a_wrong_request(tree: Tree, run: Run) -> None:
    tree.write({"pod.yaml": pod(), "b.json": '{"version": 2, "findings": []}'})
    result = run("check", *WORDS, "--baseline", "b.json")
    assert result.err == "gitops-lint: baseline 'b.json' has version 2; this release reads 1\n"


def test_a_trusted_ref_brings_its_own_baseline(repo: GitRepo, run: Run) -> None:
    repo.commit({"pod.yaml": pod(), ".gitops-lint.yaml": f"baseline: {FILE}\n", FILE: '{"version": 1, "findings": []}'})
    run("baseline")
    assert run("check", *WORDS).status == 0
    assert run("check", *WORDS, "--trusted-ref", "HEAD").places == ["pod.yaml:7 memory-limit-missing"]


class TestOneEntryForManyContainers:
    """What a kustomization's `images` sets is one defect at its entry, whichever containers it reaches."""

    WORDS = ("--select", "image-tag-latest", "--no-cache", "--output-format", "json")
    AT = "kustomization.yaml:4 image-tag-latest"

    @pytest.fixture
    def entry(self, tree: Tree) -> Tree:
        tree.write(
            {
                "kustomization.yaml": (
                    "resources: [web.yaml, more.yaml]\nimages:\n  - name: registry.example/app\n    newTag: latest\n"
                ),
                "web.yaml": pod(extra="    - {name: more, image: registry.example/app:1.4.2}\n"),
                "more.yaml": "kind: List\napiVersion: v1\nitems: []\n",
            }
        )
        return tree

    def test_it_is_told_once(self, entry: Tree, run: Run) -> None:
        result = run("check", *self.WORDS)
        (finding,) = result.json["findings"]
        reached = [place["line"] for place in finding["related"] if place["path"] == "web.yaml"]
        assert (result.places, reached) == ([self.AT], [8, 9])

    def test_a_container_more_is_not_new_to_a_baseline(self, entry: Tree, run: Run) -> None:
        entry.write({".gitops-lint.yaml": f"baseline: {FILE}\n"})
        run("baseline")
        entry.write({"more.yaml": pod("other").replace("name: app", "name: third")})
        assert run("check", *self.WORDS).places == []

    def test_it_is_told_until_it_is_suppressed_for_all_or_at_the_entry(self, entry: Tree, run: Run) -> None:
        comment = "  # gitops-lint: ignore[image-tag-latest] follows the newest build"
        web, entries = ((entry.root / name).read_text() for name in ("web.yaml", "kustomization.yaml"))
        entry.write({"web.yaml": web.replace("1.4.2}", f"1.4.2}}{comment}")})
        assert run("check", *self.WORDS).places == [self.AT]
        entry.write({"web.yaml": web, "kustomization.yaml": entries.replace("latest", f"latest{comment}")})
        assert run("check", *self.WORDS).places == []
