"""What `.argocd-source.yaml` makes of a source, against Argo CD's own code."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from oracle import Ask, Refused

from gitops_lint.argocd.application import TOOLS
from gitops_lint.argocd.sourcefiles import (
    SOURCE,
    SourceFileError,
    addressee,
    instance_names,
    merged,
    source_files,
    without_effect,
)
from gitops_lint.argocd.sources import source_type
from gitops_lint.argocd.world import Source
from gitops_lint.model.origin import Cause, Written
from gitops_lint.render.request import Rendered
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import MemoryTree

AT = Cause("written", "apps/shop.yaml")
COMMON, OWN = ".argocd-source.yaml", ".argocd-source-shop.yaml"


def merge(source: dict[str, Any], files: Mapping[str, str], *, several: bool = False) -> Any:
    spec = {"sources": [source]} if several else {"source": source}
    pointer = ("spec", "sources", 0) if several else ("spec", "source")
    application = Rendered({"metadata": {"name": "shop"}, "spec": spec}, Written(AT))
    tree = MemoryTree(dict(files))

    def load(path: str) -> list[Any]:
        return [document.value for document in parse(path, tree.read(path)).documents]

    names = instance_names("shop", "argocd", "argocd")
    return merged(application, Source(source, AT, pointer), source_files(".", names, tree), load)


def test_the_common_file_speaks_before_the_application_s_own() -> None:
    files = {COMMON: "helm: {releaseName: a, values: common}", OWN: "helm: {releaseName: b}"}
    assert merge({"helm": {"values": "x"}}, files).source.value == {"helm": {"releaseName": "b", "values": "common"}}


def test_where_the_source_is_cannot_be_changed() -> None:
    source = {"repoURL": "https://git.example/a", "path": "shop"}
    patch = "{repoURL: https://git.example/b, path: /, targetRevision: dev, chart: c, ref: r}"
    assert merge(source, {COMMON: patch}).source.value == {**source, "ref": "r"}


def test_null_takes_nothing_away_but_from_values() -> None:
    source = {"helm": {"values": "x", "skipCrds": True, "valuesObject": {"a": 1, "b": 2}}}
    files = {COMMON: "helm: {values: null, skipCrds: null, valuesObject: {a: null}}"}
    assert merge(source, files).source.value == {"helm": {"values": "x", "skipCrds": True, "valuesObject": {"b": 2}}}


def test_a_new_parameter_keeps_what_the_one_at_its_place_said() -> None:
    source = {"helm": {"parameters": [{"name": "a", "value": "1", "forceString": True}]}}
    changed = merge(source, {COMMON: "helm: {parameters: [{name: b, value: '2'}]}"})
    assert changed.source.value["helm"]["parameters"] == [{"name": "b", "value": "2", "forceString": True}]


def test_the_image_updater_writes_in_another_case() -> None:
    changed = merge({}, {OWN: "helm: {parameters: [{name: tag, value: '1.0', forcestring: true}]}"})
    assert changed.source.value["helm"]["parameters"] == [{"name": "tag", "value": "1.0", "forceString": True}]


def test_what_a_file_says_comes_from_the_file() -> None:
    source = {"helm": {"values": "x", "valuesObject": {"a": {"b": 1, "c": 2}}}}
    trace = merge(source, {COMMON: "helm: {valuesObject: {a: {c: 3}, d: [4]}}"}).application.origin.trace
    below = ("spec", "source", "helm")
    said = Cause("argocd-source", COMMON, 0, ("helm", "valuesObject", "a", "c"))
    assert trace((*below, "valuesObject", "a", "c"))[0] == said
    assert trace((*below, "valuesObject", "d", 0))[0].pointer == ("helm", "valuesObject", "d", 0)
    assert trace((*below, "valuesObject", "a", "b"))[0] == AT.below((*below, "valuesObject", "a", "b"))
    assert trace((*below, "values"))[0] == AT.below((*below, "values"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Invalid JSON Patch"),
        ("[helm]", "Invalid JSON Patch"),
        ("helm: {parameters: [{name: tag, value: 1.0}]}", "'helm.parameters.0.value' has to be a string"),
        ("helm: {skipCrds: 'yes'}", "'helm.skipCrds' has to be a boolean"),
        ("kustomize: [a=b]", "'kustomize' has to be a mapping"),
        ("kustomize: {images: a=b}", "'kustomize.images' has to be a list"),
    ],
)
def test_what_argo_cd_cannot_take_is_said(text: str, message: str) -> None:
    with pytest.raises(SourceFileError, match=f"^{message}$"):
        merge({"path": "shop"}, {COMMON: text})


def test_what_changes_nothing_is_told() -> None:
    patch = {"path": "x", "spec": {}, "helm": {"value": 1, "values": None, "valuesObject": {"a": None}}}
    assert list(without_effect(patch)) == [
        (("path",), "'path' cannot be changed from a file"),
        (("spec",), "a source has no field 'spec'"),
        (("helm", "value"), "a source has no field 'helm.value'"),
        (("helm", "values"), "null takes nothing away from 'helm.values'"),
    ]


@pytest.mark.parametrize(
    ("namespace", "home", "names"),
    [
        ("argocd", "argocd", ("shop",)),
        ("", "argocd", ("shop",)),
        ("team", "argocd", ("team_shop",)),
        ("argocd", "", ("argocd_shop", "shop")),
    ],
)
def test_the_name_outside_of_argo_cd_s_namespace(namespace: str, home: str, names: tuple[str, ...]) -> None:
    assert instance_names("shop", namespace, home) == names


def test_a_file_is_told_by_its_name() -> None:
    paths = ("a/.argocd-source.yaml", "a/.argocd-source-x.yaml", ".argocd-source-a_b.yaml", "x/.argocd-source.yml")
    assert [addressee(path) for path in paths] == ["", "x", "a_b", None]


class RandomSources:
    """Sources and files over them, mostly well-formed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def value(self, shape: Any, odd: float) -> Any:
        if self.random.random() < odd:
            return self.random.choice([None, 7, "text", True, ["a"], {"a": "b"}, [None], {}])
        if isinstance(shape, list):
            return [self.value(shape[0], odd) for _ in range(self.random.randint(0, 3))]
        if isinstance(shape, dict):
            return dict(self.fields(shape, odd))
        if shape is object:
            return self.random.choice([{"a": 1}, {"a": {"b": None, "c": [1, None]}}, {}, {"a": "x", "d": True}])
        return self.random.random() < 0.5 if shape is bool else self.random.choice(["", "a", "b", "1.0"])

    def fields(self, shape: Mapping[str, Any], odd: float) -> Iterator[tuple[str, Any]]:
        for key, below in shape.items():
            for name in ("a", "b") if key == "*" else (key,):
                item = self.value(below, odd)
                if self.random.random() < 0.25 and (odd or item not in ("", False, [])):  # which the API server drops
                    other = odd and key != "*" and self.random.random() < 0.05
                    yield name.swapcase() if other else name, item


@pytest.mark.oracle
@pytest.mark.parametrize("several", [False, True], ids=["source", "sources"])
def test_argo_cd_makes_the_same_of_it(argocd: Ask, runs: int, several: bool) -> None:
    made = RandomSources(5)
    shapes = {key: shape for key, shape in SOURCE.items() if key != "tagPrefix"}
    asked, ours = [], []
    for _ in range(runs):
        source = {"repoURL": "https://git.example/a", **made.value({**shapes, "repoURL": {}}, 0)}
        source["repoURL"] = "https://git.example/a"
        odd = made.random.choice([0, 0, 0.05])
        files = {OWN: yaml.safe_dump(made.value(shapes, odd), sort_keys=False)}
        spec = {"sources": [source]} if several else {"source": source}
        app = {"metadata": {"name": "shop", "namespace": "argocd"}, "spec": spec}
        asked.append({"op": "merged-source", "app": app, "files": files})
        try:
            said = merge(source, files, several=several).source
            ours.append({"source": said.value, "kind": source_type(said, ".", MemoryTree({}))})
        except SourceFileError as error:
            ours.append(Refused(str(error)))
    for question, theirs, mine in zip(asked, argocd(asked), ours, strict=True):
        if isinstance(theirs, Refused) and theirs.startswith("multiple application sources"):
            assert sum(isinstance(mine["source"].get(tool), dict) for tool in TOOLS) > 1, question
            continue
        if isinstance(theirs, Refused) or isinstance(mine, Refused):
            assert isinstance(theirs, Refused) == isinstance(mine, Refused), (question, theirs, mine)
            continue
        assert theirs["kind"].lower() == mine["kind"], question
        assert without_zeros(theirs["source"]) == without_zeros(mine["source"]), question


def without_zeros(value: Any) -> Any:
    """Go leaves out what is empty; a section that says nothing is there or not, which the kind tells."""
    if isinstance(value, dict):
        found = {key: without_zeros(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item}
    return [without_zeros(item) or None for item in value] if isinstance(value, list) else value
