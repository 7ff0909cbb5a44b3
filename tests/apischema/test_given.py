"""Schemas that the configuration, plugins and a newer kubernetes-validate bring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gitops_lint.api import lint_tree
from gitops_lint.apischema import installed
from gitops_lint.apischema.store import Known, SchemaStore
from gitops_lint.configuration import load_config
from gitops_lint.problem import UserError
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree

SELECTED = ("field-unknown", "field-type-wrong", "schema-not-found", "kind-unknown")
DATABASE = """\
apiVersion: acme.io/v1
kind: Database
metadata: {name: db}
spec: {size: big}
"""
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"type": "object"},
        "spec": {"$ref": "#/definitions/spec"},
    },
    "definitions": {"spec": {"type": "object", "properties": {"size": {"type": "integer"}}}},
}
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: databases.acme.io}
spec:
  group: acme.io
  scope: Namespaced
  names: {kind: Database, plural: databases}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, properties: {volume: {type: string}}}}
"""


def asked(files: dict[str, Any], *schemas: str, version: str = "") -> list[str]:
    texts = {path: text if isinstance(text, str) else json.dumps(text) for path, text in files.items()}
    config = Config(select_only=SELECTED, schemas=schemas, kubernetes_version=version)
    report = lint_tree(MemoryTree(texts), config)
    assert not report.failures
    return [f"{each.location.path}:{each.location.span.line} {each.message}" for each in report.findings]


def test_without_any_nothing_is_known() -> None:
    (found,) = asked({"db.yaml": DATABASE})
    assert "no schema for acme.io/v1 Database" in found


def test_a_folder_of_json_schemas() -> None:
    files = {"db.yaml": DATABASE, "schemas/acme.io/database_v1.json": SCHEMA}
    assert asked(files, "schemas") == ["db.yaml:4 spec.size: expected an integer, got the string 'big'"]


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("s/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json", "s/acme.io/database_v1.json"),
        ("s/{{ .ResourceKind }}{{ .KindSuffix }}.json", "s/database-acme-v1.json"),
        (
            "s/{{.NormalizedKubernetesVersion}}-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json",
            "s/v1.33.0-standalone-strict/database-acme-v1.json",
        ),
        ("s/{{.NormalizedKubernetesVersion}}/{{.ResourceKind}}.json", "s/master/database.json"),
    ],
)
def test_kubeconforms_templates(template: str, path: str) -> None:
    found = asked({"db.yaml": DATABASE, path: SCHEMA}, template, version="1.33")
    assert found == ["db.yaml:4 spec.size: expected an integer, got the string 'big'"]


def test_a_template_without_a_file_knows_nothing() -> None:
    (found,) = asked({"db.yaml": DATABASE}, "s/{{.ResourceKind}}.json")
    assert "no schema for" in found


@pytest.mark.parametrize("kind", ["../../secret", "a/b", "{{ kind }}"])
def test_a_kind_is_no_way_out(kind: str) -> None:
    text = json.dumps({"apiVersion": "acme.io/v1", "kind": kind, "metadata": {"name": "x"}})
    assert len(asked({"x.yaml": text, "secret.json": SCHEMA}, "s/{{.ResourceKind}}.json")) <= 1


def test_definitions_of_a_folder_are_known_and_not_linted() -> None:
    broken = CRD.replace("scope: Namespaced", "scope: Namespaced\n  scop: x")
    files = {"db.yaml": DATABASE, "schemas/databases.yaml": broken}
    assert asked(files, "schemas") == [
        "db.yaml:4 field 'size' is unknown in 'spec' (client-side apply drops it silently)"
    ]
    assert any(found.startswith("schemas/databases.yaml:7 field 'scop' is unknown") for found in asked(files))


def test_what_is_deployed_wins() -> None:
    files = {"db.yaml": DATABASE, "crd.yaml": CRD, "schemas/acme.io/database_v1.json": SCHEMA}
    assert asked(files, "schemas") == [
        "db.yaml:4 field 'size' is unknown in 'spec' (client-side apply drops it silently)"
    ]


def test_it_wins_over_what_is_shipped_but_not_over_kubernetes() -> None:
    pool = json.dumps({"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "x"}, "spec": {}})
    service = json.dumps({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": {"port": 1}})
    nothing = {"type": "object", "additionalProperties": False, "properties": {"kind": {}, "apiVersion": {}}}
    files = {"p.yaml": pool, "s.yaml": service, "schemas/karpenter.sh/nodepool_v1.json": nothing}
    found = asked({**files, "schemas/v1/service_v1.json": nothing}, "schemas")
    assert [item.split()[2] for item in found] == ["'metadata'", "'spec'", "'port'"]


@pytest.mark.parametrize("broken", ["[1]", "{", '{"type": 7, "properties": [], "enum": 3}', '{"type": [[]]}', "null"])
def test_a_schema_that_is_none_refuses_nothing(broken: str) -> None:
    assert len(asked({"db.yaml": DATABASE, "schemas/acme.io/database_v1.json": broken}, "schemas")) <= 1


@pytest.mark.parametrize(
    ("location", "complaint"),
    [
        ("https://schemas.example/{{.ResourceKind}}.json", "are remote; nothing is fetched, name a folder"),
        ("../elsewhere", "are outside of the repository"),
        ("../{{.Group}}/x.json", "are outside of the repository"),
        ("nowhere", "are no folder"),
    ],
)
def test_a_wrong_location_is_the_users_to_know(location: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / ".gitops-lint.yaml").write_text(f"schemas: ['{location}']\n")
    with pytest.raises(UserError, match=complaint):
        load_config(tmp_path)


class TestNewerKubernetes:
    @pytest.fixture
    def newer(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        definitions = {
            "io.k8s.api.core.v1.Gadget": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"metadata": {"type": "object"}, "apiVersion": {}, "kind": {}},
                "x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": "Gadget"}],
            }
        }
        path = tmp_path / "_definitions.json"
        path.write_text(json.dumps({"$defs": definitions}))
        monkeypatch.setattr(installed, "installed_versions", lambda: {"1.37": path, "9.1": path})

    @pytest.mark.usefixtures("newer")
    def test_is_used_for_versions_that_are_not_shipped(self) -> None:
        store = SchemaStore()
        assert store.lookup("", "v1", "Gadget", "9.2") == Known(
            store.lookup("", "v1", "Gadget", "9.2").gvk, "kubernetes", "9.1"
        )
        gadget = {"apiVersion": "v1", "kind": "Gadget", "metadata": {"name": "x"}, "spec": {}}
        assert [error.field for error in store.validate(gadget, "9.1")] == ["spec"]

    @pytest.mark.usefixtures("newer")
    def test_not_for_those_that_are(self) -> None:
        assert not isinstance(SchemaStore().lookup("", "v1", "Gadget", "1.37"), Known)
        assert SchemaStore().lookup("", "v1", "Pod", "9.0") == Known(
            SchemaStore().lookup("", "v1", "Pod", "9.0").gvk, "kubernetes", SchemaStore().versions[-1]
        )

    def test_without_one_the_newest_that_is_shipped_judges(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(installed, "installed_versions", dict)
        found = SchemaStore().lookup("", "v1", "Pod", "9.1")
        assert isinstance(found, Known)
        assert found.kubernetes_version == SchemaStore().versions[-1]
