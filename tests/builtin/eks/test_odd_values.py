"""No odd value makes a rule about EKS, meshes or monitoring raise: their examples, with places overwritten."""

from __future__ import annotations

import copy
import random
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from gitops_lint.api import Run, lint_tree
from gitops_lint.builtin import gitops_lint_rules
from gitops_lint.registry import Profile, Registry, RuleEntry
from gitops_lint.rule import Rule
from gitops_lint.settings import Config, RuleSetting, config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.testing import examples
from gitops_lint.values import replace

DOMAINS = ("eks", "externalsecrets", "iam", "karpenter", "loadbalancer", "mesh", "observability")
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    3.5,
    "",
    "x",
    "- a\n- b",
    "{",
    "a: [1",
    "arn:aws:iam::1",
    "${X}",
    [],
    {},
    [[]],
    [None],
    {"a": None},
    {"name": ["a"]},
    ["a", {"b": 1}],
)
ROUNDS = 4


def rules() -> Iterator[type[Rule[Any]]]:
    for entry in gitops_lint_rules():
        rule = entry.load()
        if rule.__module__.split(".")[2] in DOMAINS:
            yield rule


def places(value: Any, pointer: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place below the root's own keys."""
    if len(pointer) > 1:
        yield pointer
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in entries:
        yield from places(item, (*pointer, key))


def overwritten(text: str, rng: random.Random) -> str:
    """The documents with one or a few values exchanged for odd ones."""
    lines = textwrap.dedent(text).splitlines()
    documents = list(yaml.safe_load_all("\n".join(line for line in lines if not re.match(r"\s*# *\^", line))))
    for _ in range(rng.choice((1, 1, 2, 4))):
        document = rng.choice(documents)
        found = list(places(document))
        if found:
            *path, last = rng.choice(found)
            for token in path:
                document = document[token]
            document[last] = copy.deepcopy(rng.choice(ODD))
    return yaml.safe_dump_all(documents)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in rules()])
def test_odd_values(rule: type[Rule[Any]]) -> None:
    rng = random.Random(rule.name)
    for _, example in examples(rule):
        files: Mapping[str, str] = example.files or {"manifest.yaml": example.text}
        config = config_from(dict(example.config)) if example.config else Config()
        settings = {**config.rules, rule.name: RuleSetting(None, example.options)}
        config = replace(config, select_only=(rule.name,), rules=settings, plugins=False)
        for _ in range(ROUNDS):
            tree = MemoryTree({path: overwritten(text, rng) for path, text in files.items()})
            report = Run(tree, config, Registry([RuleEntry.of(rule)], [Profile("default")])).report()
            assert [failure.traceback for failure in report.failures] == []


@pytest.mark.parametrize("kind", ["{}", "[]", "{a: b}", "5"])
def test_what_stands_beside_a_role_may_have_an_odd_kind(kind: str) -> None:
    role = "{eks.amazonaws.com/role-arn: 'arn:aws:iam::351619759866:role/api'}"
    account = f"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: api, annotations: {role}}}\n"
    tree = MemoryTree({"account.yaml": account, "odd.yaml": f"apiVersion: v1\nkind: {kind}\nspec: {{}}\n"})
    report = lint_tree(tree, Config(select_only=("irsa-service-account-unused",), plugins=False))
    assert [failure.traceback for failure in report.failures] == []
    assert [(found.location.path, found.location.span.line) for found in report.findings] == [("account.yaml", 3)]
