"""A repository for each rule about Argo CD and what works beside it: `repos/<domain>/<rule>/`.

`defect/` shows what the rule is about, `corrected/` is its twin after the repair, `near-miss/` looks alike and is fine.
Each of the three is a root of its own; STORY.md says why, and lists all that the rule finds in them.  Rules about a
change compare each of them with a fourth, `before/`.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gitops_lint import Report, lint, load_config
from gitops_lint.api import Run, registry_for
from gitops_lint.builtin.index import RULES
from gitops_lint.source.discover import working_copy

DECLARED = Path(__file__).parent.parent / "rules"
REPOS = Path(__file__).parent / "repos"
STORIES = sorted(path.parent for path in REPOS.glob("*/*/STORY.md"))
ROOTS = ("defect", "corrected", "near-miss")
BEFORE = "before"


def _report(story: Path, root: Path) -> Report:
    config = replace(load_config(root), select_only=(story.name,), plugins=False)
    if not (story / BEFORE).is_dir():
        return lint([root], config)
    return Run(working_copy(root), config, registry_for(config), base=working_copy(story / BEFORE)).report()


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.name)
def test_the_rule_finds_the_defect_alone(story: Path) -> None:
    text = (story / "STORY.md").read_text()
    needs = re.search(r"^needs: (\S+)$", text, re.MULTILINE)
    if needs is not None and shutil.which(needs[1]) is None:
        pytest.skip(f"{needs[1]} is not installed")
    found = []
    for root in ROOTS:
        report = _report(story, story / root)
        assert report.failures == ()
        for finding in report.findings:
            path, span = finding.location
            found.append(f"{root}/{path}:{span.line}:{span.column} {finding.message}")
    assert found == re.findall(r"^- (.*)$", text, re.MULTILINE)
    assert {line.split("/")[0] for line in found} == {"defect"}


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.name)
def test_all_three_are_there(story: Path) -> None:
    assert {path.name for path in story.iterdir()} - {BEFORE} == {"STORY.md", *ROOTS}
    assert all(any(path.is_file() for path in (story / root).rglob("*")) for root in ROOTS)


@pytest.mark.parametrize("domain", ["argocd", "changes", "flux", "rollouts", "tekton", "workflows"])
def test_no_rule_is_without_one(domain: str) -> None:
    rules = {rule[0] for rule in RULES if rule[1].startswith(f"{domain}.")}
    rules |= {path.stem for path in (DECLARED / domain).glob("*.yaml")}
    assert rules - {story.name for story in STORIES if story.parent.name == domain} == set()


def test_no_rule_named_after_applications_is_without_one() -> None:
    rules = {rule[0] for rule in RULES if rule[0].startswith(("argocd-", "application"))}
    assert rules - {story.name for story in STORIES} == set()
