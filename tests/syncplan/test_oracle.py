"""Order, waves, hooks and waits, compared with gitops-engine itself on random sets of objects."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gitops_lint.syncplan import hooks, waves
from gitops_lint.syncplan.health import Customisations
from gitops_lint.syncplan.objects import SyncObject
from gitops_lint.syncplan.options import SYNC_OPTIONS
from gitops_lint.syncplan.plan import Settings, first_round, plan, running_message

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("go") is None, reason="go is not installed"),
]

SOURCE = Path(__file__).parent.parent / "oracles" / "gitopsengine"
RUNS = int(os.environ.get("GITOPS_LINT_ORACLE_RUNS", "400"))
BATCH = 2000

KINDS = [
    *[("v1", kind) for kind in ("Namespace", "Secret", "ConfigMap", "Service", "Pod", "ServiceAccount", "Unknown")],
    *[("apps/v1", kind) for kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")],
    *[("batch/v1", "Job"), ("batch/v1", "CronJob"), ("networking.k8s.io/v1", "Ingress")],
    *[("serving.knative.dev/v1", "Service"), ("example.com/v1", "Widget"), ("example.com/v1", "Gadget")],
    *[("other.example.com/v1", "Widget"), ("argoproj.io/v1alpha1", "Application"), ("a/b/c", "Widget")],
    *[("rbac.authorization.k8s.io/v1", "ClusterRole"), ("apiregistration.k8s.io/v1", "APIService")],
    *[("example.com/v1", "Namespace"), ("example.com/v1", "CustomResourceDefinition")],
]
CRD = ("apiextensions.k8s.io/v1", "CustomResourceDefinition")
WAVES = [None, None, None, "0", "1", "-1", "2", "5", "+3", "007", " 1", "1.0", "", "0x1", "1_0", "1e3", "9" * 30, "-5"]
HOOKS = [
    *["PreSync", "Sync", "PostSync", "SyncFail", "Skip", "PreSync,PostSync", "Skip,PreSync", "Presync", ""],
    *["Garbage,Sync", " PreSync , PreSync", "Skip,Skip", ",", "Sync,PostSync,SyncFail", "\u00a0PreSync"],
]
HELM_HOOKS = [
    *["pre-install", "post-upgrade", "crd-install", "crd-install,pre-install", "test", "pre-install,pre-upgrade"],
    *["post-install,pre-rollback", "", "pre-install ,post-install"],
]
POLICIES = ["HookSucceeded", "HookFailed,BeforeHookCreation", "hook-succeeded", "", "BeforeHookCreation"]
UNHEALTHY = ["Service", "apps/Deployment", "batch/Job", "serving.knative.dev/Service", "Pod", "example.com/Widget"]
"""Kinds that the run waits for; all others are healthy at once."""
ALL_WAIT = Customisations(frozenset(UNHEALTHY))
NAMESPACES = [None, None, "shop", "pay", "a"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    binary = tmp_path_factory.mktemp("oracle") / "gitopsengine"
    command = ["go", "build", "-p", "1", "-o", str(binary), "."]
    built = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return binary


def ask(engine: Path, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    text = "".join(f"{json.dumps(request)}\n" for request in requests)
    done = subprocess.run([str(engine)], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def some_object(rng: random.Random, number: int, *, live: bool = False, crds: bool = True) -> dict[str, Any]:
    api_version, kind = rng.choice([*KINDS, CRD, CRD, CRD] if crds else KINDS)
    metadata: dict[str, Any] = {"name": f"{rng.choice('abcxyz-.')}{number}"}
    if kind == "Namespace":
        metadata["name"] = rng.choice(["shop", "pay", "a", f"n{number}"])
    annotations = some_annotations(rng, live=live)
    if annotations:
        metadata["annotations"] = annotations
    namespace = rng.choice(NAMESPACES)
    if namespace:
        metadata["namespace"] = namespace
    value = {"apiVersion": api_version, "kind": kind, "metadata": metadata}
    if kind == "CustomResourceDefinition":
        names = {"kind": rng.choice(["Widget", "Gadget", "CustomResourceDefinition", 5])}
        value["spec"] = {"group": rng.choice(["example.com", "other.example.com", ""]), "names": names}
    if not live and rng.random() < 0.05 and hooks.is_hook(value):
        metadata["generateName"] = f"{metadata.pop('name')}-"
    return value


def some_annotations(rng: random.Random, *, live: bool) -> dict[str, Any]:
    annotations: dict[str, Any] = {}
    for key, values, often in (
        (waves.SYNC_WAVE, WAVES, 0.6),
        (waves.HOOK_WEIGHT, WAVES, 0.2),
        (hooks.HOOK, HOOKS, 0.0 if live else 0.35),
        (hooks.HELM_HOOK, HELM_HOOKS, 0.0 if live else 0.15),
        (hooks.HOOK_DELETE_POLICY, POLICIES, 0.2),
        (hooks.HELM_HOOK_DELETE_POLICY, POLICIES, 0.1),
    ):
        if rng.random() < often:
            value = rng.choice(values)
            if value is not None:
                annotations[key] = value
    if rng.random() < 0.05:
        annotations["example.com/odd"] = rng.choice([None, 1, True])
    if live and rng.random() < 0.2:
        annotations[SYNC_OPTIONS] = rng.choice(["PruneLast=true", "Prune=false", " PruneLast=true ,x"])
    return annotations


def identity(value: dict[str, Any]) -> tuple[str, ...]:
    """What must be unique for the order to be defined at all."""
    return value["kind"], value["metadata"].get("name") or value["metadata"]["generateName"]


def some_request(seed: int, *, crds: bool = True) -> dict[str, Any]:
    rng = random.Random(seed)
    every = {}
    for number in range(rng.randint(1, 14)):
        value = some_object(rng, number, crds=crds)
        every.setdefault(identity(value), value)
    gone = {}
    for number in range(rng.choice([0, 0, 1, 3, 6])):
        value = some_object(rng, 100 + number, live=True, crds=crds)
        if identity(value) not in every:
            gone.setdefault(identity(value), value)
    namespace = rng.choice(["shop", "a", ""])
    # a hook of that name ties with the created Namespace, which leaves their order open
    tie = ("Namespace", namespace) in every and hooks.is_hook(every["Namespace", namespace])
    return {
        "objects": list(every.values()),
        "live": list(gone.values()),
        "namespace": namespace,
        "createNamespace": rng.random() < 0.3 and not tie,
        "manageNamespace": rng.random() < 0.3,
        "pruneLast": rng.random() < 0.2,
        "revision": rng.choice(["0123456789abcdef", "v1"]),
    }


def our_arguments(request: dict[str, Any]) -> tuple[list[SyncObject], Settings, list[SyncObject]]:
    options = [
        option
        for option, wanted in (
            ("CreateNamespace=true", request["createNamespace"]),
            ("PruneLast=true", request["pruneLast"]),
        )
        if wanted
    ]
    settings = Settings(
        destination_namespace=request["namespace"],
        sync_options=tuple(options),
        manages_namespace=request["manageNamespace"],
        revision=request["revision"],
        started="1700000000",
        health=ALL_WAIT,
    )
    # each object is one of its own: duplicates are not gitops-engine's affair
    objects = [SyncObject(index, value, str(index)) for index, value in enumerate(request["objects"])]
    live = [SyncObject(("live", index), value) for index, value in enumerate(request["live"])]
    return objects, settings, live


@pytest.mark.parametrize("first", range(0, RUNS, BATCH))
def test_the_order_of_tasks_is_gitops_engines(engine: Path, first: int) -> None:
    requests = [some_request(seed) for seed in range(first, min(first + BATCH, RUNS))]
    for request, answer in zip(requests, ask(engine, requests), strict=True):
        for value, described in zip(request["objects"], answer["objects"], strict=True):
            assert waves.wave(value) == described["wave"], value
            assert hooks.is_hook(value) == described["hook"], value
            assert hooks.is_skipped(value) == described["skip"], value
            assert (hooks.role_of(value).kind == "never") == described["ignored"], value
            assert set(hooks.hook_types(value)) == set(described["types"]), value
            assert set(hooks.delete_policies(value)) == set(described["policies"]), value
        tasks = first_round(*our_arguments(request))
        ours = [[t.phase, t.wave, t.kind, t.name, t.prune, t.hook] for t in tasks]
        theirs = [[t["phase"], t["wave"], t["kind"], t["name"], t["prune"], t["hook"]] for t in answer["tasks"]]
        assert ours == theirs, json.dumps(request)


@pytest.mark.parametrize("first", range(0, RUNS, BATCH))
def test_the_steps_and_the_waits_are_gitops_engines(engine: Path, first: int) -> None:
    """The sync is run to its end: what each step starts, and what the operation says while it waits."""
    requests = [some_run(seed) for seed in range(first, min(first + BATCH, RUNS))]
    for request, answer in zip(requests, ask(engine, requests), strict=True):
        assert our_rounds(request) == their_rounds(answer, request["namespace"]), json.dumps(request)


def some_run(seed: int) -> dict[str, Any]:
    request = some_request(seed, crds=False) | {"run": True, "unhealthy": UNHEALTHY}
    request["live"] = [v for v in request["live"] if v["apiVersion"] != "a/b/c" and "Prune=false" not in json.dumps(v)]
    request["objects"] = [
        value
        for value in request["objects"]
        # a Namespace that is a hook of two phases may be moved into one of them twice
        if value["apiVersion"] != "a/b/c" and not (value["kind"] == "Namespace" and len(hooks.phases(value)) > 1)
    ]
    return request


Round = tuple[set[tuple[str, str, str, bool]], str]


def our_rounds(request: dict[str, Any]) -> list[Round]:
    rounds: list[Round] = []
    for step in plan(*our_arguments(request)).steps:
        started = {(t.phase, t.kind, t.name, t.prune) for t in step.tasks}
        waits = [t for t in step.waits if t.prune or f"{t.group}/{t.kind}".lstrip("/") in UNHEALTHY]
        if not step.on_failure:
            rounds.append((started, running_message(waits)))
    return without_namespace(rounds, request["namespace"])


def their_rounds(answer: dict[str, Any], namespace: str) -> list[Round]:
    rounds: list[Round] = []
    for there in answer["rounds"]:
        started = {(t["phase"], t["kind"], t["name"], t["prune"]) for t in there["started"]}
        ended = there["phase"] != "Running"
        assert there["phase"] in ("Running", "Succeeded"), there
        rounds.append((started, "" if ended else there["message"]))
    return without_namespace(rounds, namespace)


def without_namespace(rounds: list[Round], namespace: str) -> list[Round]:
    """Leave out the destination namespace, which Argo CD makes ahead of the first dry run, and what is empty then."""
    left = [({t for t in started if t[1:3] != ("Namespace", namespace)}, message) for started, message in rounds]
    return [(started, message) for started, message in left if started]
