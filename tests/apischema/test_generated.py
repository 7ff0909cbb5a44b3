"""What is committed below ``schemas/`` is what its generator writes."""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path

import pytest

from gitops_lint.apischema import crds
from gitops_lint.apischema.definitions import pack, read_lines
from gitops_lint.apischema.store import SchemaStore
from gitops_lint.apischema.structural import custom_kinds
from gitops_lint.dev import schemas
from gitops_lint.resources import SCHEMAS

CRDS = Path(__file__).parents[3] / "shared" / "crds"
GROUPS = sorted(path.name for path in (SCHEMAS / "crds").iterdir() if path.is_dir())


@pytest.mark.skipif(importlib.util.find_spec("kubernetes_validate") is None, reason="kubernetes-validate is absent")
def test_the_built_in_kinds_are_current() -> None:
    committed = gzip.decompress(schemas.BUNDLE.read_bytes())
    assert gzip.decompress(schemas.kubernetes_bundle()) == committed, (
        "run: python -m gitops_lint.dev schemas kubernetes"
    )


@pytest.mark.skipif(not CRDS.is_dir(), reason="the definitions are not here")
def test_the_custom_kinds_are_current() -> None:
    assert [path.name for path in sorted(CRDS.iterdir()) if path.is_dir()] == GROUPS
    for group in GROUPS:
        kinds = [kind for crd in schemas.load_crds(CRDS / group) for kind in custom_kinds(crd)]
        committed = gzip.decompress((SCHEMAS / "crds" / group / "schemas.gz").read_bytes())
        assert gzip.decompress(pack(crds.bundle_lines(kinds))) == committed, group


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_names_its_sources_and_compiles(group: str) -> None:
    manifest = json.loads((SCHEMAS / "crds" / group / "manifest.json").read_text("utf-8"))
    named = {kind for source in manifest["sources"] for kind in source["kinds"]}
    assert {entry["kind"] for entry in manifest["kinds"]} <= named
    assert all(source["licence"] and source["repository"] and source["commit"] for source in manifest["sources"])
    store = SchemaStore()
    folder = crds.read_group(SCHEMAS / "crds" / group)
    assert folder is not None
    for gvk in folder.kinds:
        compiled = store.schema(gvk, "1.33")
        assert compiled is not None
        assert compiled.errors({"apiVersion": gvk.api_version, "kind": gvk.kind, "metadata": {"nam": 1}})


def test_sharing_keeps_the_meaning() -> None:
    lines = dict(read_lines(SCHEMAS / "crds" / "argoproj.io" / "schemas.gz"))
    assert sum(map(len, lines.values())) < 400_000  # 9 MB of definitions, most of it the pod template again and again


def test_small_enough_to_ship() -> None:
    files = [path for part in ("kubernetes", "crds") for path in (SCHEMAS / part).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 2**20


def test_reading_the_same_release_twice_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    store = SchemaStore()
    store.lookup("apps", "v1", "Deployment", "1.33")
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"read {path} again"))
    store.lookup("apps", "v1", "Deployment", "1.30")
    store.with_crds([]).lookup("apps", "v1", "Deployment", "1.33")
