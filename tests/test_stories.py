"""Small GitOps repositories under `repos/`, each a story with its findings and its plan: exactly these."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gitops_lint import Finding, lint, load_config
from gitops_lint.cli.main import main

STORIES = sorted(path.parent for path in (Path(__file__).parent / "repos").glob("*/STORY.md"))


def told(finding: Finding) -> str:
    places = ", ".join(f"{item.application} {item.cluster}/{item.namespace}" for item in finding.deployments)
    return f"{finding.location.path}:{finding.location.span.line} {finding.rule}: {places}".strip()


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.name)
def test_story(story: Path) -> None:
    text = (story / "STORY.md").read_text()
    rules = re.search(r"^rules: (.*)$", text, re.MULTILINE)
    assert rules is not None
    config = replace(load_config(story), select_only=tuple(rules[1].split(", ")), plugins=False)
    report = lint([story], config)
    assert report.failures == ()
    assert [told(finding) for finding in report.findings] == re.findall(r"^- (.*)$", text, re.MULTILINE)


PLANNED = [story for story in STORIES if "```plan\n" in (story / "STORY.md").read_text()]


@pytest.mark.parametrize("story", PLANNED, ids=lambda path: path.name)
def test_its_plan(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = re.search(r"^```plan\n(.*?)^```$", (story / "STORY.md").read_text(), re.MULTILINE | re.DOTALL)
    assert wanted is not None
    assert main(["plan", "--root", str(story), "--no-cache"]) == 0
    assert capsys.readouterr().out == wanted[1]


def test_stories_of_order_have_a_plan() -> None:
    assert {story.name for story in PLANNED} >= {story.name for story in STORIES if story.name.startswith("sync-")}
