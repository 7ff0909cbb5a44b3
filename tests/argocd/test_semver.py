"""Ranges of versions against Argo CD's own choice of a tag."""

from __future__ import annotations

import random

import pytest
from oracle import Ask, Refused

from gitops_lint.argocd.semver import tag_for

TAGS = ("v1.0.0", "v1.2.0", "1.2.3", "v2.0.0-rc.1", "v2.0.0", "nightly", "0.3.1", "charts-1.4.0")


@pytest.mark.parametrize(
    ("revision", "tag"),
    [
        ("1.*", "1.2.3"),
        ("~1.2.0", "1.2.3"),
        (">=1.0 <2", "1.2.3"),
        ("1.0 - 1.2.1", "v1.2.0"),
        ("^0.3", "0.3.1"),
        ("*", "v2.0.0"),
        (">=2.0.0-0 <2.0.0", "v2.0.0-rc.1"),
        ("3.x", None),
        ("main", None),
        ("v1.2.0", None),
    ],
)
def test_a_range_is_the_highest_tag_in_it(revision: str, tag: str | None) -> None:
    assert tag_for(revision, TAGS) == tag


def test_a_prefix_chooses_among_the_tags_of_one_part_of_the_repository() -> None:
    assert tag_for("1.x", TAGS, "charts-") == "charts-1.4.0"


def version(rng: random.Random, wild: float = 0.0) -> str:
    parts = [rng.choice(["x", "*", "X"]) if rng.random() < wild else str(rng.randrange(4)) for _ in range(3)]
    text = rng.choice(["", "", "v"]) + ".".join(parts[: rng.choice([1, 2, 3, 3])])
    if rng.random() < 0.25:
        text += "-" + rng.choice(["rc.1", "rc.2", "0", "alpha", "beta.11", "rc.01", "1-x"])
    return text + (rng.choice(["+b1", "+x.y"]) if rng.random() < 0.05 else "")


def constraint(rng: random.Random) -> str:
    if rng.random() < 0.1:
        return f"{version(rng)} - {version(rng, 0.1)}"
    groups = []
    for _ in range(rng.choice([1, 1, 1, 2])):
        operators = ["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"]
        terms = [
            rng.choice(operators) + rng.choice(["", " "]) + version(rng, 0.2) for _ in range(rng.choice([1, 1, 2]))
        ]
        groups.append(rng.choice([" ", ", ", ","]).join(terms))
    return rng.choice(["||", " || "]).join(groups)


@pytest.mark.oracle
def test_the_tag_is_the_one_that_argo_cd_chooses(argocd: Ask, runs: int) -> None:
    rng = random.Random(7)
    questions = []
    for _ in range(runs * 20):
        tags = [version(rng) if rng.random() < 0.95 else rng.choice(["main", "1.2.3.4", "v"]) for _ in range(6)]
        prefix = rng.choice(["", "", "", "app-"])
        questions.append({"op": "max-version", "text": constraint(rng), "tags": tags + [f"app-{t}" for t in tags[:3]]})
        questions[-1]["pattern"] = prefix
    for question, answer in zip(questions, argocd(questions), strict=True):
        revision, tags, prefix = str(question["text"]), list(question["tags"]), str(question["pattern"])
        mine = tag_for(revision, tags, prefix)
        # Argo CD hands back what is no range, to be looked up as a name.
        theirs = None if isinstance(answer, Refused) or answer == revision else answer
        assert mine == theirs, question
