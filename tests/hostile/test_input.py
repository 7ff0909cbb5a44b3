"""Input that means harm or makes no sense: a finding or a notice, in bounded time, never a traceback."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from conftest import Run
from support import GitRepo, Tree, pod

from gitops_lint import Config, Report, lint, lint_text, lint_tree
from gitops_lint.source.tree import MemoryTree

CONFIG = Config(plugins=False)
RULES = "memory-limit-missing,file-not-text,file-too-large,file-unreadable,symlink-dangling,yaml-syntax-error,yaml-too-complex"  # noqa: E501
ONLY = Config(plugins=False, select_only=tuple(RULES.split(",")))

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def rules(report: Report) -> list[str]:
    return [f"{finding.location.path} {finding.rule}" for finding in report.findings]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"\x00\x01\x02\x7fELF\x00\xff\xfe" * 100, "file-not-text"),
        (b"apiVersion: v1\nkind: Pod\nmetadata: {name: a\x00b}\n", None),
        (b"kind: Pod\nname: \xff\xfe\xfa\n", "file-not-text"),
        (b"\xff\xfek\x00i\x00n\x00d\x00:\x00 \x00P\x00o\x00d\x00\n\x00", None),
        (b"[" * 100_000, "yaml-too-complex"),
        (b"{a: " * 50_000, "yaml-too-complex"),
        (b"- " * 5_000 + b"x\n", None),
        (BOMB.encode(), "yaml-too-complex"),
        (b"a: &a [*a]\n", None),
        (b"&a a: *a\n", None),
        (b"? ? ? ? a\n", None),
        (b"!!python/object/apply:os.system ['touch evil']\n", None),
        (b"--- !<tag:yaml.org,2002:binary> x\n", None),
        (b"%YAML 9.9\n---\na: 1\n", None),
        (b"a: \xc2\x85b\n\xe2\x80\xa8c: 1\n", None),
        (b"\xef\xbb\xbfapiVersion: v1\nkind: Pod\n", None),
        (b"a: '" + b"x" * 1_000_000, "yaml-syntax-error"),
        (b"kind: Pod\nkind: [Pod]\napiVersion: {a: 1}\nmetadata: 7\nspec: []\n", None),
        (b"apiVersion: v1\nkind: List\nitems: {a: 1}\n", None),
        (b"apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: [1, 2]\n", None),
        (b"apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec: {generators: {a: 1}, template: 7}\n", None),
        (b"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: [x]}\nspec: {template: {spec: {containers: [7, null, {name: {}}]}}}\n", None),  # noqa: E501
        (b"", None),
        (b"\n\n---\n---\n...\n", None),
        (b"\t- a\n", "yaml-syntax-error"),
    ],
)  # fmt: skip
def test_one_file_of_every_kind(content: bytes, rule: str | None) -> None:
    started = time.monotonic()
    for config in (ONLY, Config(plugins=False, select_only=("all",))):
        report = lint_text(content, "x.yaml", config)
        assert [failure.traceback for failure in report.failures] == []
        if rule is not None:
            assert f"x.yaml {rule}" in rules(report)
    assert time.monotonic() - started < 20


def test_deep_nesting_in_a_thread_does_not_end_the_process() -> None:
    seen: list[Report] = []
    thread = threading.Thread(target=lambda: seen.append(lint_text("[" * 100_000, "x.yaml", ONLY)))
    thread.start()
    thread.join()
    assert rules(seen[0]) == ["x.yaml yaml-too-complex"]


def test_a_huge_file_is_not_read(tree: Tree) -> None:
    path = tree.root / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    started = time.monotonic()
    assert rules(lint([tree.root], ONLY)) == ["huge.yaml file-too-large"]
    assert time.monotonic() - started < 5


def test_the_rest_of_a_repository_goes_on(tree: Tree) -> None:
    tree.write({"a.yaml": b"\x00\xff", "b.yaml": "[" * 100_000, "c.yaml": BOMB, "d.yaml": "a: [\n", "pod.yaml": pod()})
    assert rules(lint([tree.root], ONLY)) == [
        "a.yaml file-not-text",
        "b.yaml yaml-too-complex",
        "c.yaml yaml-too-complex",
        "d.yaml yaml-syntax-error",
        "pod.yaml memory-limit-missing",
    ]


def test_an_unreadable_file() -> None:
    class Locked(MemoryTree):
        def read(self, path: str) -> bytes:
            if path == "secret.yaml":
                raise PermissionError(13, "Permission denied", path)
            return super().read(path)

    report = lint_tree(Locked({"secret.yaml": pod("secret"), "pod.yaml": pod()}), ONLY)
    assert rules(report) == ["pod.yaml memory-limit-missing", "secret.yaml file-unreadable"]


def test_a_folder_named_like_a_file(tree: Tree) -> None:
    tree.write({"x.yaml/pod.yaml": pod(), "empty.yaml/.keep": ""})
    assert rules(lint([tree.root], ONLY)) == ["x.yaml/pod.yaml memory-limit-missing"]


def test_a_pipe_is_not_waited_for(tree: Tree) -> None:
    os.mkfifo(tree.root / "pipe.yaml")
    tree.write({"pod.yaml": pod()})
    assert "pod.yaml memory-limit-missing" in rules(lint([tree.root], ONLY))


class TestLinks:
    def test_loops_and_dangling_links(self, tree: Tree) -> None:
        tree.write({"a/pod.yaml": pod()})
        (tree.root / "a" / "loop").symlink_to("..")
        (tree.root / "self.yaml").symlink_to("self.yaml")
        (tree.root / "gone.yaml").symlink_to("nowhere.yaml")
        found = rules(lint([tree.root], ONLY))
        assert [item for item in found if "memory" in item] == ["a/pod.yaml memory-limit-missing"]
        assert "gone.yaml symlink-dangling" in found
        assert "self.yaml symlink-dangling" in found

    def test_a_folder_that_holds_a_link_to_itself_is_told(self, tree: Tree) -> None:
        tree.write({"a/b/pod.yaml": pod()})
        (tree.root / "a" / "b" / "loop").symlink_to("..")
        (tree.root / "a" / "other").symlink_to("b")
        assert [(notice.kind, notice.path) for notice in lint([tree.root], ONLY).notices] == [("link-loop", "a/b/loop")]

    def test_a_commit_is_read_like_the_working_copy(self, repo: GitRepo, run: Run) -> None:
        repo.write({"pod.yaml": pod(), "sub/other.yaml": pod("other")})
        for name, target in {
            "link.yaml": "pod.yaml", "gone.yaml": "nowhere.yaml", "self.yaml": "self.yaml", "dir.yaml": "sub",
            "loop": ".", "passwd.yaml": "/etc/passwd", "up.yaml": "../x.yaml",
        }.items():  # fmt: skip
            (repo.root / name).symlink_to(target)
        repo.git("add", "--all")
        words = ("check", "--select", RULES, "--no-cache", "--output-format", "json")
        now, staged = run(*words).json, run(*words, "--staged").json
        assert now["findings"] == staged["findings"]
        assert now["notices"] == staged["notices"]
        assert [f"{item['path']} {item['rule']}" for item in now["findings"]] == [
            "gone.yaml symlink-dangling",
            "pod.yaml memory-limit-missing",
            "self.yaml symlink-dangling",
            "sub/other.yaml memory-limit-missing",
        ]
        assert [f"{item['path']} {item['kind']}" for item in now["notices"]] == [
            "loop link-loop",
            "passwd.yaml link-outside",
            "up.yaml link-outside",
        ]
        repo.git("commit", "-q", "--message", "links")
        assert run(*words, "--since", "HEAD").json["findings"] == []

    def test_a_real_file_is_judged_once(self, tree: Tree) -> None:
        tree.write({"a/pod.yaml": pod()})
        (tree.root / "b").symlink_to("a")
        (tree.root / "c.yaml").symlink_to("a/pod.yaml")
        assert len(lint([tree.root], ONLY).findings) == 1

    def test_nothing_outside_of_the_root_is_read(self, tree: Tree) -> None:
        (tree.root.parent / "outside.yaml").write_text(pod("outside"))
        (tree.root / "link.yaml").symlink_to("../outside.yaml")
        (tree.root / "passwd.yaml").symlink_to("/etc/passwd")
        tree.write({"kustomization.yaml": "resources: [../outside.yaml, link.yaml, /etc/passwd]\n"})
        report = lint([tree.root], Config(plugins=False, select_only=("all",)))
        assert report.failures == ()
        assert [finding for finding in report.findings if finding.resource and finding.resource.name == "outside"] == []
        assert "root:" not in str(report.findings)


class TestWordsThatTravel:
    """What a repository says must not steer the terminal or the CI server."""

    NAME = "\\e[31mred\\e]0;title\\a%0A::error::\\n"

    def test_control_characters_do_not_reach_the_terminal(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod().replace("name: app", f'name: "{self.NAME}"')})
        for name in ("text", "concise", "grouped"):
            result = run("check", "--select", "memory-limit-missing", "--no-cache", "--output-format", name)
            assert result.status == 1
            assert "\x1b" not in result.out
            assert "\x07" not in result.out

    def test_no_command_is_smuggled_to_github(self, tree: Tree, run: Run) -> None:
        tree.write({"pod.yaml": pod().replace("name: app", f'name: "{self.NAME}"')})
        result = run("check", "--select", "memory-limit-missing", "--no-cache", "--output-format", "github")
        commands = [line for line in result.lines if line.startswith("::")]
        assert len(commands) == 1
        assert "%250A::error::" in commands[0]

    def test_secrets_are_masked_in_frames(self, tree: Tree, run: Run) -> None:
        secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  password: hunter2hunter2\n"
        tree.write(
            {
                "pod.yaml": f"{secret}---\n{pod()}",
                "bad.yaml": secret.replace("metadata: {name: x}", "metadata: {name: x, nmae: y}"),
            }
        )
        for name in ("text", "json", "sarif", "grouped", "markdown"):
            result = run(
                "check", "--select", "all", "--no-cache", "--output-format", name, "--kubernetes-version", "1.33"
            )
            assert "hunter2" not in result.out
            assert "hunter2" not in result.err


def test_names_of_files_may_be_anything(tree: Tree, run: Run) -> None:
    for name in ("a b.yaml", "ñ.yaml", "x'y\"z.yaml", "-n.yaml", "a\nb.yaml"):
        (tree.root / name).write_text(pod(name.strip("-").replace("\n", "").replace('"', "").replace("'", "")))
    (Path(os.fsdecode(os.fsencode(tree.root) + b"/\xff.yaml"))).write_text(pod("bytes"))
    for name in ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle"):
        result = run("check", "--select", "memory-limit-missing", "--no-cache", "--output-format", name)
        assert result.status == 1
