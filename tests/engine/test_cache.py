"""What is kept between runs does not grow for ever."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from gitops_lint import __version__, cache, lint
from gitops_lint.cache import Cache
from gitops_lint.settings import Config
from gitops_lint.workspace.online.store import Store

DAY = 24 * 60 * 60


def aged(path: Path, days: float, text: str = "1") -> Path:
    """A file that was last asked for so many days ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    then = time.time() - days * DAY
    os.utime(path, (then, then))
    return path


def entry(folder: Path, name: str, days: float, text: str = "1", version: str = __version__) -> Path:
    return aged(folder / version / name[-2:] / f"{name}.json", days, text)


def grow(folder: Path) -> None:
    """A run that adds something."""
    one = Cache(str(folder))
    one.put("helm-00", "new")
    one.prune()


def test_what_nobody_asked_for_is_dropped_and_the_rest_stays(tmp_path: Path) -> None:
    old, young = entry(tmp_path, "helm-aa", 31), entry(tmp_path, "helm-bb", 29)
    left_over = aged(tmp_path / __version__ / "aa" / "helm-aa.json.4711", 31)
    other_version = entry(tmp_path, "helm-aa", 31, version="0.0.9")
    grow(tmp_path)
    assert not old.exists()
    assert not old.parent.exists()
    assert not left_over.exists()
    assert not other_version.exists()
    assert young.exists()
    assert Cache(str(tmp_path)).get("helm-00") == "new"


def test_what_is_asked_for_stays_young(tmp_path: Path) -> None:
    Cache(str(tmp_path)).put("helm-aa", 1)
    path = tmp_path / __version__ / "aa" / "helm-aa.json"
    os.utime(path, (time.time() - 31 * DAY,) * 2)
    assert Cache(str(tmp_path)).get("helm-aa") == 1
    grow(tmp_path)
    assert path.exists()


@pytest.mark.parametrize("spoiled", [b"", b"1", b"[" * 100_000, b"00000000\t1"])
def test_what_is_not_as_it_was_written_is_not_known(tmp_path: Path, spoiled: bytes) -> None:
    Cache(str(tmp_path)).put("helm-aa", 1)
    (tmp_path / __version__ / "aa" / "helm-aa.json").write_bytes(spoiled)
    assert Cache(str(tmp_path)).get("helm-aa") is None


def test_nor_is_the_answer_to_another_question(tmp_path: Path) -> None:
    for name in ("helm-1aa", "helm-2aa"):
        Cache(str(tmp_path)).put(name, name)
    folder = tmp_path / __version__ / "aa"
    (folder / "helm-2aa.json").replace(folder / "helm-1aa.json")
    assert Cache(str(tmp_path)).get("helm-1aa") is None


def test_the_oldest_of_too_much_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_BYTES", 1000)
    paths = [entry(tmp_path, f"helm-a{days}", days, "x" * 200) for days in range(6)]
    grow(tmp_path)
    assert [path.exists() for path in paths] == [True, True, True, False, False, False]


def test_it_is_looked_at_once_a_day(tmp_path: Path) -> None:
    grow(tmp_path)
    path = entry(tmp_path, "helm-aa", 31)
    grow(tmp_path)
    assert path.exists()
    os.utime(tmp_path / "pruned", (time.time() - 2 * DAY,) * 2)
    grow(tmp_path)
    assert not path.exists()


def test_a_run_that_adds_nothing_looks_at_nothing(tmp_path: Path) -> None:
    path = entry(tmp_path, "helm-aa", 31)
    Cache(str(tmp_path)).prune()
    assert path.exists()
    assert not (tmp_path / "pruned").exists()


def test_only_files_of_ours_are_deleted(tmp_path: Path) -> None:
    folder, outside = tmp_path / "cache", tmp_path / "outside"
    foreign = [
        aged(folder / "repositories" / "ab" / "helm-ab.json", 99),
        aged(folder / "9.9" / "notes.txt", 99),
        aged(folder / "9.9" / "ab" / "notes.txt", 99),
        aged(folder / "9.9" / "helm-ab.json", 99),
        aged(outside / "ab" / "helm-ab.json", 99),
        aged(tmp_path / "file.json", 99),
    ]
    (folder / "1.0").symlink_to(outside)
    (folder / "9.9" / "ab" / "link.json").symlink_to(tmp_path / "file.json")
    grow(folder)
    assert all(path.exists() for path in foreign)
    assert (folder / "9.9" / "ab" / "link.json").is_symlink()


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    grow(tmp_path / "file")
    Cache("").prune()


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")
def test_a_run_that_renders_a_chart_prunes(tmp_path: Path) -> None:
    old = entry(tmp_path / "cache", "helm-aa", 31)
    chart = tmp_path / "repo" / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    (chart / "templates" / "settings.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n")
    report = lint([tmp_path / "repo"], Config(cache=str(tmp_path / "cache"), plugins=False))
    assert report.summary.resources == 1
    assert not old.exists()


def test_what_was_fetched_is_dropped_when_nobody_asks_for_it(tmp_path: Path) -> None:
    def make(folder: Path) -> Path:
        (folder / "chart").mkdir()
        (folder / "chart" / "Chart.yaml").write_text("name: web\n")
        os.utime(folder / "chart", (0, 0))  # as an archive may have it
        return folder / "chart"

    store = Store(tmp_path, "charts")
    old, asked_for = store.put(make, "old"), store.put(make, "asked for")
    left_over = old.parent / "new-4711"
    left_over.mkdir()
    for path in (old, asked_for, left_over):
        os.utime(path, (time.time() - 31 * DAY,) * 2)
    assert store.get("asked for") == asked_for
    store.put(make, "another")
    assert not old.exists()
    assert not left_over.exists()
    assert (asked_for / "Chart.yaml").exists()
