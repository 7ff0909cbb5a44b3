"""Small GitOps repositories under `repos/`, each a story with the findings it must have: exactly these."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gitops_lint import Finding, lint, load_config

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
