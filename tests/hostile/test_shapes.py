"""Objects of any shape: whatever stands at a place of an object, no rule raises and nothing before the rules does."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops_lint.api import Run, registry_for
from gitops_lint.settings import Config, RuleSetting, config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.testing import examples, plain_text

REGISTRY = registry_for(Config(plugins=False))
NAMES = tuple(sorted(REGISTRY.entries))
EXAMPLES = tuple((name, example) for name in NAMES for _, example in examples(REGISTRY.entries[name].load()))
JUNK: tuple[Any, ...] = (
    *(None, "", "x", "*", '"', "a,b", "[", "!*", "../..", "a\0b", "- a", "a: [b", "{{x}}", "{{.a.b}}", "$X"),
    *(0, -1, True, 1.5, 10**30, [], {}, [None], [[]], ["*"], [1], {"a": None}, {"": []}, {"a": {"b": [{"c": 1}]}}),
)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*at, key)
        yield from places(item, (*at, key))


def with_junk(text: str, data: st.DataObject) -> str:
    """The documents of a file with one place of theirs replaced, or taken away."""
    documents = list(yaml.safe_load_all(text))
    found = [(index, place) for index, document in enumerate(documents) for place in places(document)]
    if not found:
        return text
    index, place = data.draw(st.sampled_from(found))
    parent: Any = documents[index]
    for part in place[:-1]:
        parent = parent[part]
    if isinstance(parent, dict) and data.draw(st.booleans()) and data.draw(st.booleans()):
        del parent[place[-1]]
    else:
        parent[place[-1]] = copy.deepcopy(data.draw(st.sampled_from(JUNK)))
    return "\n---\n".join(json.dumps(document) for document in documents)


def check(files: Mapping[str, str], config: Mapping[str, Any], rule: str, options: Mapping[str, Any]) -> None:
    config_ = config_from({"version": 1, **config})
    rules = {**config_.rules, rule: RuleSetting(None, dict(options))}
    report = Run(
        MemoryTree(dict(files)), replace(config_, rules=rules, select_only=NAMES, plugins=False), REGISTRY
    ).report()
    assert [failure.traceback for failure in report.failures] == []


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_shape_makes_a_rule_raise(data: st.DataObject) -> None:
    rule, example = data.draw(st.sampled_from(EXAMPLES))
    files = dict(plain_text(example))
    plain = [path for path in files if path.endswith((".yaml", ".yml")) and "{{" not in files[path]]
    for _ in range(data.draw(st.integers(1, 3))) if plain else ():
        path = data.draw(st.sampled_from(plain))
        files[path] = with_junk(files[path], data)
    check(files, example.config, rule, example.options)


APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  source: {repoURL: "https://github.com/acme/deploy", targetRevision: HEAD, path: shop, helm: {parameters: true}}
"""
SET = "{apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet, metadata: {name: shop, namespace: argocd}%s}"
PATCH = ", spec: {generators: [{list: {elements: [{a: b}]}}], template: {spec: x}, templatePatch: '7: x'}"
ROLLING = (
    ", spec: {generators: [{list: {elements: [{a: b}]}}], template: {metadata: {name: x}, spec: {}}, "
    "strategy: {type: RollingSync, rollingSync: {steps: [{matchExpressions: 1.5}]}}}"
)
ROUTE = (
    "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web, namespace: shop}, "
    "spec: {parentRefs: [{name: web, namespace: [shop]}]}}"
)
POLICY = "{apiVersion: gateway.envoyproxy.io/v1alpha1, kind: SecurityPolicy, metadata: {name: login, namespace: tools}}"
GIT = "{repoURL: https://github.com/acme/deploy, revision: HEAD, directories: [null, path]}"


@pytest.mark.parametrize(
    "files",
    [
        {"apps/shop.yaml": APPLICATION, "shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}"},
        {"apps/set.yaml": SET % ""},
        {"apps/set.yaml": SET % ", spec: 7"},
        {"apps/set.yaml": SET % f", spec: {{generators: [{{git: {GIT}}}], template: {{}}}}"},
        {"apps/set.yaml": SET % ", spec: {generators: [{list: [x]}], template: {spec: {project: '{{x}}'}}}"},
        {"apps/set.yaml": SET % PATCH},
        {"apps/set.yaml": SET % ROLLING},
        {
            "kustomization.yaml": "resources: [a.yaml]",
            "a.yaml": "{apiVersion: v1, kind: [Secret], metadata: {name: a}}",
        },
        {"route.yaml": ROUTE, "policy.yaml": POLICY},
    ],
    ids=["helm parameters", "no spec", "spec", "directories", "list", "patch", "rolling", "kind", "route"],
)
def test_shapes_that_did(files: dict[str, str]) -> None:
    check(files, {"repositories": {"https://github.com/acme/deploy": "."}}, NAMES[0], {})
