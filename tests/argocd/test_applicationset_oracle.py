# ruff: noqa: E501
"""Random ApplicationSets, expanded by Argo CD's own generators and template code."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from argocd.memory import Memory

from gitops_lint.argocd.applicationset.environment import ClusterEntry, Environment
from gitops_lint.argocd.applicationset.expand import expand

pytestmark = pytest.mark.oracle

FILES = {
    "apps/a/config.json": '{"team": {"name": "pay"}, "n": "1", "count": 3, "on": true, "tags": ["x", 2]}',
    "apps/b/config.json": '[{"n": "1"}, {"n": "2", "team": {"name": "b"}}]',
    "apps/b/empty.json": "",
    "apps/Web_1/values.yaml": "n: yes\nteam: {}\nratio: 1.50\nlist: [a, b]\n",
    "infra/net/config.json": '{"path": {"path": "mine"}, "values": {"k": "file"}}',
    "infra/bad.json": "[1, 2]",
}
DIRS = sorted(
    {"/".join(n.split("/")[:i]) for n in FILES for i in range(1, n.count("/") + 1)}, key=lambda d: d.split("/")
)
FAST = [
    "{{a}}", "{{ n }}", "{{path}}", "{{path.basename}}", "{{path[0]}}", "{{path.basenameNormalized}}", "{{values.k}}", "{{name}}",
    "{{metadata.labels.env}}", "{{nope}}", "{{my.path.basename}}", "{{path.filename}}", "{{team.name}}", "{{count}}", "{{tags.1}}",
    "{{server}}", "x", "{{ a }}-{{name}}", "{{nameNormalized}}",
]  # fmt: skip
GO = [
    "{{.a}}", "{{ .n }}", "{{.path.path}}", "{{.path.basename}}", "{{index .path.segments 0}}", "{{.path.basenameNormalized}}",
    "{{.values.k}}", "{{.name}}", "{{.metadata.labels.env}}", "{{.nope}}", "{{.my.path.basename}}", "{{.path.filename}}", "{{.team.name}}",
    "{{.count}}", '{{ default "d" .a | upper }}', "x", '{{ index .metadata.labels "env" }}', "{{.a}}-{{.name}}", "{{ if .a }}y{{ else }}z{{ end }}",
    "{{ range $k, $v := .values }}{{$k}}{{$v}}{{ end }}", "{{ toJson . }}", "{{ .path }}", "{{ range .clusters }}{{ .name }}{{ end }}",
]  # fmt: skip
KEYS = ["a", "n", "name", "path", "values", "team.name", "metadata.labels.env", "path.basename"]
SECRETS = [
    {
        "name": "Prod_EU",
        "server": "https://prod",
        "project": "pay",
        "labels": {"env": "prod"},
        "annotations": {"note": "n"},
    },
    {"name": "dev", "server": "https://dev", "labels": {"env": "dev", "a/b": "c"}},
    {"name": "local", "server": "https://kubernetes.default.svc", "labels": {"env": "dev"}},
]


class Maker:
    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.go = dice.random() < 0.6

    def text(self) -> str:
        return "".join(self.dice.choices(GO if self.go else FAST, k=self.dice.choice([1, 1, 1, 2])))

    def maybe(self, chance: float) -> bool:
        return self.dice.random() < chance

    def element(self) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key in self.dice.sample(["a", "n", "name", "path", "team"], self.dice.randint(0, 3)):
            out[key] = (
                self.dice.choice(["1", "2", "dev", "apps"])
                if not self.go or self.maybe(0.7)
                else self.dice.choice([1, True, {"name": "t"}, ["x"], {"path": "p"}, 1000000, None])
            )
        if self.maybe(0.2):
            out["values"] = {"k": "v"}
        return out

    def values(self) -> dict[str, Any]:
        return {"values": {"k": self.text(), "j": "c"}} if self.maybe(0.3) else {}

    def selector(self, chance: float) -> dict[str, Any]:
        if not self.maybe(chance):
            return {}
        key, operator = self.dice.choice(KEYS), self.dice.choice(["In", "NotIn", "Exists", "DoesNotExist", "Bad"])
        rule = {"key": key, "operator": operator, "values": ["1", "dev", "a"] if operator in ("In", "NotIn") else []}
        return {"selector": self.dice.choice([{}, {"matchLabels": {key: "1"}}, {"matchExpressions": [rule]}])}

    def generator(self, depth: int = 0, second: bool = False) -> dict[str, Any]:
        kind = self.dice.choice(
            ["list", "list", "clusters", "dirs", "files", *(["matrix", "matrix", "merge"] if depth < 2 else [])]
        )
        made: dict[str, Any]
        match kind:
            case "list":
                made = {"list": {"elements": [self.element() for _ in range(self.dice.randint(0, 3))]}}
                if second and self.maybe(0.3):
                    made["list"]["elements"].append({"a": self.text()})
                if self.maybe(0.1):
                    made["list"]["elementsYaml"] = "[{a: 1, n: 'x'}, {b: {c: 1.5}}]"
            case "clusters":
                made = {"clusters": {**self.values(), "flatList": self.maybe(0.1)}}
                if self.maybe(0.5):
                    made["clusters"]["selector"] = {"matchLabels": {"env": self.text() if second else "dev"}}
            case "dirs":
                paths = [
                    "apps/*",
                    "*",
                    "apps/a",
                    "*/*",
                    "infra/[mn]*",
                    "apps/**",
                    *([f"apps/{self.text()}"] if second else []),
                ]
                items = [
                    {"path": self.dice.choice(paths), "exclude": self.maybe(0.2)}
                    for _ in range(self.dice.randint(1, 3))
                ]
                made = {
                    "git": {"repoURL": "r", "revision": "main", "directories": items, **self.values(), **self.prefix()}
                }
            case "files":
                paths = ["apps/*/config.json", "apps/a/*", "*.yaml", "*config.json", "apps/b/*", "infra/*"]
                items = [
                    {"path": self.dice.choice(paths), "exclude": self.maybe(0.2)}
                    for _ in range(self.dice.randint(1, 2))
                ]
                made = {"git": {"repoURL": "r", "revision": "main", "files": items, **self.values(), **self.prefix()}}
            case "matrix":
                count = 2 if self.maybe(0.95) else self.dice.choice([1, 3])
                made = {"matrix": {"generators": [self.generator(depth + 1, second=i > 0) for i in range(count)]}}
            case _:
                keys = self.dice.sample(KEYS, self.dice.randint(1, 2))
                made = {
                    "merge": {
                        "mergeKeys": keys,
                        "generators": [self.generator(depth + 1) for _ in range(self.dice.randint(2, 3))],
                    }
                }
        return {**made, **self.selector(0.15)}

    def prefix(self) -> dict[str, Any]:
        return {"pathParamPrefix": "my"} if self.maybe(0.2) else {}

    def template(self) -> dict[str, Any]:
        labels = (
            {"labels": {"k": self.text(), **({self.text(): "v"} if self.maybe(0.2) else {})}} if self.maybe(0.4) else {}
        )
        finalizers = {"finalizers": [self.text()]} if self.maybe(0.2) else {}
        values = (
            {"helm": {"valuesObject": {"a": {"b": [self.text(), 1, None, True]}, "c": None}}} if self.maybe(0.2) else {}
        )
        source = {"repoURL": "r", "path": self.text(), "targetRevision": "main", **values}
        policy = {"syncPolicy": {"automated": {"prune": True}, "syncOptions": ["A=true"]}} if self.maybe(0.3) else {}
        spec = {"project": "p", "source": source, "destination": {"server": "s", "namespace": self.text()}, **policy}
        return {"metadata": {"name": self.text(), **labels, **finalizers}, "spec": spec}

    def patch(self) -> dict[str, Any]:
        if not self.maybe(0.2):
            return {}
        labels = {"labels": {"patched": self.text(), "k": None}, "finalizers": ["f"]}
        spec = {"project": "z", "syncPolicy": {"syncOptions": ["B=true"]}, "source": {"path": None, "ref": self.text()}}
        return {"templatePatch": json.dumps({"metadata": labels, "spec": spec})}

    def applicationset(self) -> dict[str, Any]:
        generators = [self.generator() for _ in range(self.dice.choice([1, 1, 1, 2]))]
        for generator in generators:
            if self.maybe(0.1):
                kind = next(iter(generator))
                generator[kind]["template"] = {
                    "metadata": {"name": "own"},
                    "spec": {"project": "", "source": {"path": "own"}},
                }
        go = {"goTemplate": True, "goTemplateOptions": self.dice.choice([[], ["missingkey=error"]])} if self.go else {}
        preserve = {"syncPolicy": {"preserveResourcesOnDeletion": True}} if self.maybe(0.1) else {}
        spec = {**go, "generators": generators, "template": self.template(), **preserve, **self.patch()}
        return {"metadata": {"name": "set", "namespace": "argocd"}, "spec": spec}


def bare(value: Any) -> Any:
    """Without what Go leaves out when it is empty, or writes although it is."""
    if isinstance(value, dict):
        out = {
            key: bare(item)
            for key, item in value.items()
            if key not in ("status", "creationTimestamp", "apiVersion", "kind")
        }
        return {key: item for key, item in out.items() if item not in (None, "", [], {}, False)}
    return [bare(item) for item in value] if isinstance(value, list) else value


def ordered(applications: list[Any]) -> list[str]:
    return sorted(json.dumps(bare(application), sort_keys=True) for application in applications)


def test_same_applications_as_upstream(argocd, runs) -> None:
    dice = random.Random(21)
    sets = [Maker(dice).applicationset() for _ in range(runs)]
    secrets = [dice.sample(SECRETS, dice.randint(0, 3)) for _ in sets]
    questions = [
        {"op": "expand", "appset": value, "secrets": some, "dirs": DIRS, "files": FILES}
        for value, some in zip(sets, secrets, strict=True)
    ]
    unknown = refused = made = 0
    for value, some, answer in zip(sets, secrets, argocd(questions), strict=True):
        clusters = [ClusterEntry(**secret) for secret in some]
        expansion = expand(copy.deepcopy(value), Environment(Memory(FILES), clusters, version=(3, 5)))
        text = json.dumps(value)
        if "toJson" in text and '"flatList": true' in text:
            continue  # an empty list is null to Go's JSON
        if expansion.notices:
            unknown += 1
            continue
        if isinstance(answer, str):
            refused += 1
            assert expansion.problems, (json.dumps(value), answer)
            continue
        assert expansion.problems == (), (json.dumps(value), [str(p) for p in expansion.problems], answer)
        made += len(answer or [])
        assert ordered([a.value for a in expansion.applications]) == ordered(answer or []), json.dumps(value)
    assert unknown < runs / 20
    assert made > runs / 4
    assert refused < runs * 0.8
