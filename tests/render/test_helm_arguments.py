"""What helm is called with, compared with the calls that Argo CD's own code makes for the same Application.

``GITOPS_LINT_ORACLE_RUNS`` sets how many Applications are compared, ``GITOPS_LINT_ORACLE_SEED`` which ones.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from oracle import Ask, Refused, asking, program

from gitops_lint.argocd.buildenv import REVISION
from gitops_lint.argocd.sources import requests_of
from gitops_lint.argocd.world import Place, World
from gitops_lint.model.origin import Cause
from gitops_lint.render.helm.binary import Done, Helm
from gitops_lint.render.helm.chart import ChartRenderer
from gitops_lint.render.helm.ondisk import OnDisk
from gitops_lint.render.request import Refusal, Rendered
from gitops_lint.source.document import Document
from gitops_lint.source.mounted import MountedTree
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import DiskTree
from gitops_lint.workspace.remotes import Checkout

RUNS = int(os.environ.get("GITOPS_LINT_ORACLE_RUNS", "200"))
SEED = int(os.environ.get("GITOPS_LINT_ORACLE_SEED", "3"))

OWN, OTHER = "https://git.example/acme/deploy.git", "https://git.example/acme/values"
KUBE_VERSION, API_VERSIONS = "1.33.1", ["monitoring.coreos.com/v1/ServiceMonitor", "v1/Pod"]

OWN_FILES = {
    "charts/shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}",
    "charts/shop/values.yaml": "{}",
    "charts/shop/values-dev.yaml": "replicas: 1",
    "charts/shop/values-prod.yaml": "replicas: 3",
    "charts/shop/envs/a.yaml": "a: 1",
    "charts/shop/envs/a/deep.yaml": "a: 2",
    "charts/shop/envs/a-b/deep.yaml": "a: 3",
    "charts/shop/envs/z.yaml": "a: 4",
    "charts/shop/files/motd.txt": "hello",
    "charts/shop/files/with,comma.txt": "hello",
    "charts/shop[1]/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}",
    "charts/shop[1]/values-dev.yaml": "replicas: 1",
    "common.yaml": "team: shop",
    "shop/values.yaml": "named: like the application",
    "x/y.yaml": "x: y",
}
OTHER_FILES = {"base.yaml": "b: 1", "prod/one.yaml": "b: 2", "prod/two.yaml": "b: 3", "x/y.yaml": "x: z"}

FILES = """
    values-dev.yaml values-prod.yaml values-none.yaml ./values-dev.yaml envs/../values-prod.yaml /common.yaml
    /charts/shop/values-dev.yaml ../../common.yaml ../../../etc/passwd /../outside.yaml / ../.. envs //common.yaml
    values-*.yaml envs/*.yaml envs/*/deep.yaml envs/**/*.yaml envs/** **/a.yaml envs/[az].yaml envs/?.yaml none-*.yaml
    envs/{a,z}*.yaml /**/y.yaml values-[!d]*.yaml /$ARGOCD_APP_NAME/values.yaml values-${ENVIRONMENT}dev.yaml
    values-$$dev.yaml $ARGOCD_APP_SOURCE_PATH/x.yaml values:dev.yaml s3://bucket/values.yaml
"""
VARIABLE = "$ARGOCD_APP_SOURCE_PATH/x.yaml"  # among several sources it would have to be a reference
REFERENCES = """
    $values/base.yaml $values/prod/one.yaml $values/prod/*.yaml $values/**/*.yaml $values/none.yaml
    $own/common.yaml $own/x/y.yaml $own/shop/*.yaml $own/$ARGOCD_APP_NAME/values.yaml $values/../out.yaml $values
"""
TEXTS = (
    "1", "true", "", "a,b", r"a\,b", "{a,b}", "a=b", "x y", "$ARGOCD_APP_NAME", "${ARGOCD_APP_NAMESPACE}-x", "pa$sword",
    "$$5", "${", "${}", "$", "$ARGOCD_APP_REVISION_SHORT", "${ARGOCD_APP_PROJECT_NAME", "$1a", "${1}", "ü$é", "null",
    "$ARGOCD_APP_SOURCE_REPO_URL", "$ARGOCD_APP_SOURCE_TARGET_REVISION",
)  # fmt: skip
NAMES = ("image.tag", "replicas", r"labels.app\.io/x", "list[0]", "a")
OBJECTS = ({}, {"replicas": 2}, {"a": {"b": [1, 2.5, None, "no"]}, "1": True}, {"text": "a\nb: c\n"})
VALUES = ("", "replicas: 2\n", "a: {b: [1]}\n# comment", "{}")


class RandomSources:
    """Applications with every option of a Helm source, each there or not."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def application(self) -> dict[str, Any]:
        several = self.random.random() < 0.5
        spec = {"project": "shop", "destination": {"server": "https://kubernetes.default.svc"}}
        if self.random.random() < 0.8:
            spec["destination"]["namespace"] = "shop-prod"
        if several:
            references = [{"repoURL": OTHER, "ref": "values"}, {"repoURL": OWN, "ref": "own"}]
            spec["sources"] = [self.source(FILES.replace(VARIABLE, "") + REFERENCES * 2), *references]
        else:
            spec["source"] = self.source(FILES + "$values/x/y.yaml")
        metadata = {"name": "shop", "namespace": "argocd"}
        return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": metadata, "spec": spec}

    def source(self, files: str) -> dict[str, Any]:
        path = "charts/shop" if self.random.random() < 0.9 else "charts/shop[1]"
        made: dict[str, Any] = {"repoURL": OWN, "path": path, "targetRevision": "main"}
        helm = dict(self.fields(files.split()))
        return {**made, "helm": helm} if helm else made

    def fields(self, files: Sequence[str]) -> Iterator[tuple[str, Any]]:
        options: dict[str, Callable[[], Any]] = {
            "releaseName": lambda: self.one(("web", "a-b", "")),
            "valueFiles": lambda: self.some(files, 3),
            "ignoreMissingValueFiles": self.flag,
            "values": lambda: self.one(VALUES),
            "valuesObject": lambda: self.one(OBJECTS),
            "parameters": lambda: [self.parameter() for _ in range(self.random.randint(1, 4))],
            "fileParameters": self.file_parameters,
            "namespace": lambda: self.one(("elsewhere", "")),
            "kubeVersion": lambda: self.one(("1.29", "v1.29.3", "1.30.2-eks-ab12", "1.31.0+k3s1", "1.30.2.9", "")),
            "apiVersions": lambda: self.some(("traefik.io/v1alpha1/TLSOption", "v1/Service", "a/v1"), 3),
            "version": lambda: self.one(("v3", "v4", "")),
            **dict.fromkeys(("skipCrds", "skipTests", "skipSchemaValidation", "passCredentials"), self.flag),
        }
        for name, make in options.items():
            if self.random.random() < (0.6 if name == "valueFiles" else 0.35):
                yield name, make()

    def one(self, choices: Sequence[Any]) -> Any:
        return self.random.choice(choices)

    def some(self, choices: Sequence[Any], most: int) -> list[Any]:
        return [self.one(choices) for _ in range(self.random.randint(0, most))]

    def flag(self) -> bool:
        return self.random.random() < 0.7

    def parameter(self) -> dict[str, Any]:
        made: dict[str, Any] = {"name": self.one(NAMES)}
        if self.random.random() < 0.9:
            made["value"] = self.one(TEXTS)
        if self.random.random() < 0.4:
            made["forceString"] = self.flag()
        return made

    def file_parameters(self) -> list[dict[str, str]]:
        paths = (
            "files/motd.txt",
            "files/with,comma.txt",
            "/common.yaml",
            "../../../x",
            "/$ARGOCD_APP_NAME/values.yaml",
        )
        return [{"name": self.one(NAMES), "path": self.one(paths)} for _ in range(self.random.randint(1, 3))]


def values_files(arguments: Sequence[str]) -> list[str]:
    return [word for flag, word in pairwise(arguments) if flag == "--values"]


def files_of_parameters(arguments: Sequence[str]) -> list[str]:
    named = [word.partition("=")[2] for flag, word in pairwise(arguments) if flag == "--set-file"]
    return [path.replace("\\,", ",") for path in named]


class Recorder(Helm):
    """A helm that notes how it is called."""

    calls: list[dict[str, Any]]

    def run(self, arguments: Sequence[str], cwd: Path | str | None = None) -> Done:
        named = values_files(arguments)
        self.calls.append({"arguments": list(arguments), "values": [Path(word).read_text() for word in named]})
        return Done(0, "", "")


def comparable(call: dict[str, Any], inline: bool) -> Any:
    """A call without what may differ: where the files are checked out, the name of the file of inline values and how
    they are written down there, the order of `--set` (Argo CD keeps them in a map, whose order is random)."""
    words, values = iter(call["arguments"]), iter(call["values"])
    rest, sets, last = [], [], None
    for word in words:
        if word in ("--set", "--set-string"):
            sets.append((word, next(words)))
        elif word == "--set-file":
            name, _, path = next(words).partition("=")
            sets.append((word, name, os.path.realpath(path.replace("\\,", ","))))
        elif word == "--values":
            rest.append((word, os.path.realpath(next(words))))
            last = next(values)
        else:
            rest.append(word)
    if inline:
        place = max(index for index, word in enumerate(rest) if isinstance(word, tuple))
        rest[place] = ("--values", yaml.safe_load(last or ""))
    return rest, sorted(sets)


def write(root: Path, files: dict[str, str]) -> list[str]:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return sorted(files)


@pytest.fixture(scope="module")
def argocd() -> Ask:
    return asking(program("argocd"))


@pytest.mark.oracle
def test_helm_is_called_as_argo_cd_calls_it(argocd: Ask, tmp_path: Path) -> None:
    made = RandomSources(SEED)
    applications = [made.application() for _ in range(RUNS)]
    own, other = tmp_path / "own", tmp_path / "other"
    paths = write(own, OWN_FILES)
    write(other, OTHER_FILES)
    question = {
        "op": "helm",
        "checkouts": {OWN: str(own), OTHER: str(other)},
        "text": REVISION,
        "kubeVersion": KUBE_VERSION,
        "apiVersions": API_VERSIONS,
    }
    answers = argocd([{**question, "app": application} for application in applications])

    tree = MountedTree(DiskTree(own, paths), {"values": Checkout(other)})
    places = {OWN: Place("."), OTHER: Place("@values")}

    def load(path: str) -> Sequence[Document]:
        return parse(path, tree.read(path)).documents

    def where(url: str, revision: str, prefix: str) -> Place | None:
        return places.get(url)

    world = World(tree, where, lambda path: [], (3, 5), KUBE_VERSION, tuple(API_VERSIONS))
    helm = Recorder("helm", "v4.2.1")
    object.__setattr__(helm, "calls", [])
    refused = stopped = 0
    with OnDisk(tree) as disk:
        charts = ChartRenderer(tree, disk, helm, load, lambda key, compute: compute())
        for application, answer in zip(applications, answers, strict=True):
            helm.calls.clear()
            (request,) = requests_of(Rendered(application, Nowhere()), world)
            source = (application["spec"].get("sources") or [application["spec"].get("source")])[0]
            options = source.get("helm", {})
            if isinstance(request, Refusal):
                assert isinstance(answer, Refused), (options, request)
                assert request.reason in answer or "failed to resolve path" in answer, (request, answer)
                refused += 1
                continue
            assert not isinstance(answer, Refused), (options, answer)
            result = charts.render(request)
            (call,) = answer
            inline = options.get("valuesObject") is not None or bool(options.get("values"))
            named = values_files(call["arguments"])
            missing = [path for path in named if not Path(path).is_file()]
            if inline:  # its file is gone again
                missing = [path for path in missing if path != named[-1]]
            missing += {path for path in files_of_parameters(call["arguments"]) if not Path(path).is_file()}
            if missing:
                assert [problem.rule for problem in result.problems] == ["argocd-values-file-not-found"] * len(
                    missing
                ), missing
                stopped += 1
                continue
            assert comparable(helm.calls[0], inline) == comparable(call, inline), options
    assert refused < RUNS / 3
    assert stopped < RUNS / 3


class Nowhere:
    """An origin without a place."""

    first = Cause("written", "app.yaml")
    chain = ()

    def trace(self, pointer: tuple[str | int, ...]) -> tuple[Cause, ...]:
        return (self.first,)
