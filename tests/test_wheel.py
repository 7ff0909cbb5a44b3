"""The package as it is shipped: built, unpacked elsewhere, and run without the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from gitops_lint.api import registry_for
from gitops_lint.rulepage import rule_page
from gitops_lint.settings import Config

pytest.importorskip("hatchling")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, the source archive and the unpacked wheel."""
    folder = tmp_path_factory.mktemp("shipped")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder


def run(shipped: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The shipped program on a folder that is not the checkout; its first path entry is the unpacked wheel."""
    code = (
        f"import sys; sys.path.insert(0, {str(shipped / 'site')!r})\n"
        "from gitops_lint.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *words],
        cwd=shipped, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_it_lints_the_example_like_the_checkout(shipped: Path) -> None:
    words = ("check", str(ROOT / "examples"), "--no-cache", "--no-plugins", "--output-format", "json")
    done = run(shipped, *words)
    assert (done.returncode, done.stderr) == (1, "")
    here = subprocess.run(
        [sys.executable, "-m", "gitops_lint", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout)["findings"] == json.loads(here.stdout)["findings"] != []


def test_it_is_the_wheel_that_ran(shipped: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(shipped / 'site')!r}); import gitops_lint; print(gitops_lint.__file__)"
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=shipped, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(shipped / "site"))


def test_its_rules_are_all_there(shipped: Path) -> None:
    done = run(shipped, "rule", "--no-plugins", "--output-format", "json")
    names = {rule["name"] for rule in json.loads(done.stdout)}
    declared = {path.stem for path in (ROOT / "rules").glob("*/*.yaml") if path.parent.name != "profiles"}
    assert declared <= names


def test_what_the_wheel_holds(shipped: Path) -> None:
    (wheel,) = shipped.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "gitops_lint/py.typed" in names
    assert "gitops_lint/_shipped/rules/profiles/default.yaml" in names
    assert [name for name in names if "tests/" in name or name.endswith((".pyc", ".go"))] == []
    assert wheel.stat().st_size < 15_000_000


def test_what_the_source_archive_holds(shipped: Path) -> None:
    (archive,) = shipped.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    for wanted in ("README.md", "NOTICE", "examples/.gitops-lint.yaml", "tests/test_wheel.py", "rules/README.md"):
        assert wanted in names


def test_examples_are_kept_apart_and_shown_all_the_same(shipped: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(shipped / 'site')!r})\n"
        "from gitops_lint.api import registry_for\n"
        "from gitops_lint.rulepage import rule_page\n"
        "from gitops_lint.settings import Config\n"
        "entries = registry_for(Config(plugins=False)).entries\n"
        "import json\n"
        "print(json.dumps({name: [rule_page(entry), len(entry.load().examples)] for name, entry in entries.items()}))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=shipped, capture_output=True, text=True, check=True)
    shown = json.loads(done.stdout)
    declared = {path.stem for path in (ROOT / "rules").glob("*/*.yaml")}
    assert {name for name, (_, inside) in shown.items() if inside} == declared & set(shown)
    here = registry_for(Config(plugins=False)).entries
    assert {name: page for name, (page, _) in shown.items()} == {name: rule_page(entry) for name, entry in here.items()}


def test_a_line_of_a_rule_is_the_line_in_the_repository(shipped: Path) -> None:
    for path in (ROOT / "gitops_lint" / "builtin").rglob("*.py"):
        here = path.read_text().split("\n")
        there = (shipped / "site" / path.relative_to(ROOT)).read_text().split("\n")
        assert len(here) == len(there)
        assert all(line in (text, "") for text, line in zip(here, there, strict=True))
