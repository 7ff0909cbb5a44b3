"""The first objects of a kind are explained at once, later ones only where the compiled schema refuses them.

Nobody may be able to tell the difference.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from random import Random
from typing import Any

import pytest
from apischema.instances import Maker
from apischema.mutants import mutant, places
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gitops_lint.apischema.compiled import CompiledSchema
from gitops_lint.apischema.kubernetes import GroupVersionKind
from gitops_lint.apischema.store import SchemaStore

STORE = SchemaStore()
VERSION = "1.33"
KINDS = sorted(gvk for gvk in STORE.kinds(VERSION) if STORE.schema(gvk, VERSION) is not None)


def made(gvk: GroupVersionKind, random: Random) -> dict[str, Any]:
    compiled = STORE.schema(gvk, VERSION)
    assert compiled is not None
    maker = Maker(compiled, random)
    value = maker.value(maker.root)
    assume(isinstance(value, dict))
    return {**value, "apiVersion": gvk.api_version, "kind": gvk.kind}


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0), st.integers(0, 2))
def test_both_ways_find_the_same(gvk: GroupVersionKind, seed: int, changes: int) -> None:
    random = Random(seed)
    value = made(gvk, random)
    for _ in range(changes):
        assume(any(True for _ in places(value)))
        value = mutant(value, random)[2]
    compiled = STORE.schema(gvk, VERSION)
    assert compiled is not None
    found = []
    for new in (True, False):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(CompiledSchema, "_is_new", lambda self, new=new: new)
            found.append(compiled.errors(copy.deepcopy(value)))
    assert found[0] == found[1]


def test_a_required_field_with_null_is_missing() -> None:
    value: dict[str, Any] = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
    value["spec"] = {"selector": None, "template": {"spec": {"containers": [{"name": "web", "image": "web:1"}]}}}
    for _ in range(4):
        assert [error.message for error in STORE.validate(value, VERSION)] == [
            "'spec' has no 'selector', which is required"
        ]


ALONE = """
import json, sys
from gitops_lint import lint_text
report = lint_text(sys.stdin.read(), "web.yaml")
print(json.dumps([[finding.rule, finding.message] for finding in report.findings]))
print("jsonschema_rs" in sys.modules)
"""


def test_one_manifest_does_not_load_the_validator() -> None:
    manifest = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "registry.example/web:1.2.3", "tymeout": 3}]},
            },
        },
    }
    done = subprocess.run(
        [sys.executable, "-c", ALONE], input=json.dumps(manifest), capture_output=True, text=True, check=True
    )
    found, loaded = done.stdout.splitlines()
    assert any(rule == "field-unknown" and "'tymeout'" in message for rule, message in json.loads(found))
    assert loaded == "False"
