"""kubectl-validate, which shares no code with us, agrees: on the open corpora and on objects made wrong at random.

Both are asked for Kubernetes 1.30, the newest it carries.  ``GITOPS_LINT_ORACLE_RUNS`` sets how many mutants are
compared, ``GITOPS_LINT_ORACLE_SEED`` which ones.  What it says differently has one of the reasons below.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from apischema.corpora import CORPORA, objects
from apischema.instances import Maker
from apischema.mutants import mutant
from oracle import program

from gitops_lint.apischema.apivalidation import validate
from gitops_lint.apischema.errors import SchemaError
from gitops_lint.apischema.opaque import holds_placeholder
from gitops_lint.apischema.store import Known, SchemaStore

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("go") is None, reason="go is not installed"),
]

VERSION = "1.30"
RUNS = int(os.environ.get("GITOPS_LINT_ORACLE_RUNS", "300"))
SEED = int(os.environ.get("GITOPS_LINT_ORACLE_SEED", "1"))
STORE = SchemaStore()
CRDS = CORPORA.parent / "crds"
RBAC = "rbac.authorization.k8s.io"
Object = dict[str, Any]


def reason_they_refuse(value: Object, theirs: list[dict[str, str]]) -> str:
    """Why kubectl-validate refuses what we take."""
    if holds_placeholder(value):
        return "placeholders are filled in before the API server sees them"
    words = [error["detail"] for error in theirs]
    if value["apiVersion"].startswith(RBAC) and all("RFC 1123" in text for text in words):
        return "names of roles are path segments ('system:node'); it takes all kinds for custom ones"
    if words == ["metadata.name was not generated"]:
        return "it does not generate names"
    if all(error["type"] == "FieldValueDuplicate" for error in theirs):
        return "list types of built-in kinds count for server-side apply alone; what validation refuses we refuse"
    if all(error["field"].startswith("metadata.ownerReferences") for error in theirs):
        return "controllers write owner references, people do not"
    if all(error["field"].startswith("status.") for error in theirs):
        return "the status of a new object is dropped; its coercion makes an empty one"
    if value["kind"] == "ControllerRevision" and all(error["field"].startswith("data.") for error in theirs):
        return "'data' may hold anything; it takes it for an empty struct"
    if not value.get("spec") and all(error["type"] == "FieldValueRequired" for error in theirs):
        return "it makes a spec where there is none: counts for workloads with us too, elsewhere not"
    if "null" in json.dumps(value) and all(error["type"] == "FieldValueRequired" for error in theirs):
        return "a null in a list is an empty struct to Go: not looked into, as kubernetes-validate does not"
    return ""


def reason_we_refuse(value: Object, ours: list[SchemaError], schema: list[SchemaError]) -> str:
    """Why we refuse what kubectl-validate takes."""
    if not schema:
        return "hand-written validation of the API server (pkg/apis), which no schema has"
    built_in = getattr(STORE.lookup(*identity(value), VERSION), "source", "") == "kubernetes"
    if built_in and all(error.kind == "missing-field" for error in schema):
        return (
            "OpenAPI v3 has Go's zero values as defaults, so that it fills in what is required; validation refuses them"
        )
    if built_in and all(error.kind == "invalid-value" for error in schema):
        return "allowed values, ranges and quantities that only prose and hand-written validation state"
    loose = all("an integer or a string" in error.expected or "Time" in str(error.pointer[-1]) for error in schema)
    if built_in and loose:
        return "Go's decoder refuses lists, booleans and fractions as IntOrString or time; its coercion drops them"
    return ""


def identity(value: Object) -> tuple[str, str, str]:
    group, _, version = value["apiVersion"].rpartition("/")
    return group, version, value["kind"]


def asked(values: list[Object]) -> list[Any]:
    folders = [str(path) for path in sorted(CRDS.iterdir()) if path.is_dir()] if CRDS.is_dir() else []
    text = "".join(json.dumps(value) + "\n" for value in values)
    done = subprocess.run(
        [program("kubectlvalidate"), *folders], input=text, capture_output=True, text=True, check=True
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(values), done.stderr
    return answers


def unexplained(values: list[Object]) -> tuple[int, list[str]]:
    """How many objects both know, and where they differ without a reason."""
    judged, found = 0, []
    for value, answer in zip(values, asked(values), strict=True):
        if not answer["known"] or not isinstance(STORE.lookup(*identity(value), VERSION), Known):
            continue
        judged += 1
        schema = STORE.validate(value, VERSION)
        ours = [*schema, *(error for error in validate(value, VERSION) if error.kind != "warning")]
        theirs = answer["errors"]
        if bool(ours) == bool(theirs):
            continue
        if not (reason_they_refuse(value, theirs) if theirs else reason_we_refuse(value, ours, schema)):
            found.append(f"{json.dumps(value)}\n  they: {theirs}\n  we: {[(e.pointer, e.message) for e in ours]}")
    return judged, found


def readable() -> Iterator[Object]:
    """What JSON can carry: the corpora's objects that both validators may be asked about."""
    for _, _, value in objects():
        try:
            yield json.loads(json.dumps(value))
        except TypeError:
            continue


def made(random: Random) -> Object:
    """A valid object of any built-in kind."""
    kinds = sorted(gvk for gvk in STORE.kinds(VERSION) if not gvk.kind.endswith("List"))
    built_in = [gvk for gvk in kinds if getattr(STORE.lookup(*gvk, VERSION), "source", "") == "kubernetes"]
    gvk = random.choice(built_in)
    compiled = STORE.schema(gvk, VERSION)
    assert compiled is not None
    maker = Maker(compiled, random)
    value: Object = maker.value(maker.root)
    value["metadata"] = {**(value.get("metadata") or {}), "name": "x"}
    return {**value, "apiVersion": gvk.api_version, "kind": gvk.kind}


@pytest.mark.corpora
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here")
def test_the_corpora_object_by_object() -> None:
    judged, differing = unexplained(list(readable()))
    assert judged > 800
    assert not differing, "\n".join(differing)


def test_mutants() -> None:
    random = Random(SEED)
    known = [value for value in readable() if isinstance(STORE.lookup(*identity(value), VERSION), Known)]
    sources = [value for value in known if not holds_placeholder(value)]
    mutants = []
    for number in range(RUNS):
        value = random.choice(sources) if sources and number % 2 else made(random)
        mutants.append(mutant(value, random)[2])
    judged, differing = unexplained(mutants)
    assert judged > RUNS * 0.9
    assert not differing, "\n".join(differing)
