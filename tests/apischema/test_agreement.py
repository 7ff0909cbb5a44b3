"""kubernetes-validate (strict) and we agree on every built-in object of the open corpora; exceptions have reasons."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from apischema.corpora import CORPORA, objects

from gitops_lint.apischema.kubernetes import GroupVersionKind, kinds_of
from gitops_lint.apischema.store import Known, SchemaStore

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here"),
    pytest.mark.skipif(importlib.util.find_spec("kubernetes_validate") is None, reason="kubernetes-validate is absent"),
]

STORE = SchemaStore()

DISAGREEMENTS = {
    ("gitops-catalog/openshift-image-registry/base/image-registry-pvc.yaml", 0): (
        "we refuse 'FROM_OVERLAY' as access mode and quantity, which the API server would too; those schemas know "
        "neither the allowed values nor the syntax of quantities"
    ),
}


def upstream(version: str) -> dict[str, Any]:
    package = importlib.util.find_spec("kubernetes_validate")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "kubernetes-json-schema" / f"v{version}.0-local-strict"
    definitions: dict[str, Any] = json.loads((folder / "_definitions.json").read_text("utf-8"))["$defs"]
    return definitions


@pytest.mark.parametrize("version", ["1.25", "1.33", "1.37"])
def test_object_by_object(version: str) -> None:
    from jsonschema_rs import Draft202012Validator

    definitions = upstream(version)
    names = {gvk: name for name, schema in definitions.items() if (gvk := kinds_of(schema)) is not None}
    validators: dict[str, Any] = {}
    different, judged = set(), 0
    for path, index, value in objects():
        group, _, api = value["apiVersion"].rpartition("/")
        name = names.get(GroupVersionKind(group, api, value["kind"]))
        if name is None:
            continue
        judged += 1
        if name not in validators:
            validators[name] = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": definitions})
        theirs = list(validators[name].iter_errors(value))
        ours = STORE.validate(value, version)
        if bool(theirs) != bool(ours):
            different.add((path, index))
        elif (path, index) not in DISAGREEMENTS and all(error.kind != "unknown-field" for error in ours):
            assert len(ours) == len(theirs), (path, index)  # mistake by mistake where no suggestion unites two
    assert judged > 500
    assert different == set(DISAGREEMENTS)


def test_the_known_unknown_fields() -> None:
    wanted = {
        "gitops-catalog/1password-connect/operator/base/scc.yaml",
        "gitops-catalog/1password-connect/connect/base/deployment.yaml",
    }
    found = {
        (path.rpartition("/")[2], error.pointer)
        for path, _, value in objects()
        if path in wanted
        for error in STORE.validate(value, "1.33")
    }
    assert found == {
        ("scc.yaml", ("metadata", "app.kubernetes.io/name")),
        ("scc.yaml", ("metadata", "app.kubernetes.io/component")),
        ("deployment.yaml", ("spec", "template", "spec", "containers", 0, "securityContext", "ports")),
    }


def test_custom_objects_of_known_kinds_are_valid() -> None:
    found, judged = [], 0
    for path, index, value in objects():
        group, _, version = value["apiVersion"].rpartition("/")
        known = STORE.lookup(group, version, value["kind"], "1.33")
        if isinstance(known, Known) and known.source == "shipped":
            judged += 1
            found += [(path, index, error) for error in STORE.validate(value, "1.33")]
    assert judged > 100
    assert found == []
