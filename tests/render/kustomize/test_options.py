"""An Application's kustomize options equal ``kustomize edit`` on the file of the source path."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml
from render.kustomize.building import BINARY, built, places, run

from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.options import EditError, edited_kustomization, parse_image

AT = Cause("application", "app.yaml", 0, ("spec", "source", "kustomize"))
KUSTOMIZATION = """\
resources: [a.yaml]
images:
- {name: nginx, newName: old/nginx, newTag: '1'}
- {name: other, newTag: '1'}
replicas: [{name: web, count: 1}]
commonLabels: {team: red}
commonAnnotations: {note: kept}
"""
WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: a, image: 'nginx:0'}, {name: b, image: 'other:0'}]}}}
"""
OPTIONS = {
    "namePrefix": "p-",
    "nameSuffix": "-s",
    "images": ["nginx=new/nginx:2", "other:3", "third@sha256:abc"],
    "replicas": [{"name": "web", "count": "4"}],
    "commonLabels": {"env": "prod"},
    "commonAnnotations": {"owner": "me"},
    "namespace": "shop",
}
EDITS = [
    ["set", "nameprefix", "--", "p-"],
    ["set", "namesuffix", "--", "-s"],
    ["set", "image", "nginx=new/nginx:2", "other:3", "third@sha256:abc"],
    ["set", "replicas", "web=4"],
    ["add", "label", "env:prod"],
    ["add", "annotation", "owner:me"],
    ["set", "namespace", "--", "shop"],
]


@pytest.mark.oracle
@pytest.mark.skipif(BINARY is None, reason="no kustomize binary")
def test_the_real_edit_gives_the_same_objects(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text(KUSTOMIZATION)
    (tmp_path / "a.yaml").write_text(WEB)
    environment = {"HOME": str(tmp_path), "PATH": os.defpath}
    for edit in EDITS:
        subprocess.run([str(BINARY), "edit", *edit], cwd=tmp_path, env=environment, check=True, capture_output=True)
    theirs = built({"kustomization.yaml": (tmp_path / "kustomization.yaml").read_text(), "a.yaml": WEB})
    edited = edited_kustomization(yaml.safe_load(KUSTOMIZATION), OPTIONS, AT)
    assert built({"kustomization.yaml": KUSTOMIZATION, "a.yaml": WEB}, edited=edited) == theirs


def test_values_point_at_the_option_that_set_them() -> None:
    edited = edited_kustomization(yaml.safe_load(KUSTOMIZATION), OPTIONS, AT)
    (resource,) = run({"kustomization.yaml": KUSTOMIZATION, "a.yaml": WEB}, edited=edited).resources
    image = ("spec", "template", "spec", "containers", 0, "image")
    options = AT.pointer
    assert resource.value["spec"]["template"]["spec"]["containers"][0]["image"] == "new/nginx:2"
    assert places(resource.origin.trace(image))[0] == ("application", "app.yaml", (*options, "images", 0))
    assert places(resource.origin.trace(("spec", "replicas")))[0][2] == (*options, "replicas", 0, "count")
    assert places(resource.origin.trace(("metadata", "namespace")))[0][2] == (*options, "namespace")
    assert places(resource.origin.trace(("metadata", "labels", "team")))[0][1] == "kustomization.yaml"


def test_labels_without_selector_and_patches_and_components() -> None:
    options = {
        "commonLabels": {"a": "b"}, "labelWithoutSelector": True, "labelIncludeTemplates": True,
        "patches": [{"patch": "x", "target": {"kind": "Pod"}}], "components": ["../c", "../gone"],
        "ignoreMissingComponents": True,
    }  # fmt: skip
    edited = edited_kustomization({"patches": [{"path": "p"}]}, options, AT, lambda path: path != "../gone")
    assert edited.value == {
        "labels": [{"pairs": {"a": "b"}, "includeTemplates": True}],
        "patches": [{"path": "p"}, {"patch": "x", "target": {"kind": "Pod"}}],
        "components": ["../c"],
    }
    assert edited.causes["patches", 1].pointer == (*AT.pointer, "patches", 0)


def test_a_label_that_is_there_is_refused_unless_forced() -> None:
    with pytest.raises(EditError, match="label team already in kustomization file"):
        edited_kustomization(yaml.safe_load(KUSTOMIZATION), {"commonLabels": {"team": "blue"}}, AT)
    forced = {"commonLabels": {"team": "blue"}, "forceCommonLabels": True}
    assert edited_kustomization(yaml.safe_load(KUSTOMIZATION), forced, AT).value["commonLabels"] == {"team": "blue"}


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("nginx:1", {"name": "nginx", "newTag": "1", "digest": ""}),
        ("nginx=quay.io/n:1", {"name": "nginx", "newName": "quay.io/n", "newTag": "1", "digest": ""}),
        ("nginx=quay.io/n", {"name": "nginx", "newName": "quay.io/n", "newTag": "", "digest": ""}),
        ("nginx@sha256:a", {"name": "nginx", "newTag": "", "digest": "sha256:a"}),
    ],
)
def test_image_options(text: str, image: dict[str, str]) -> None:
    assert parse_image(text) == image


def test_a_bare_image_is_refused() -> None:
    with pytest.raises(EditError):
        parse_image("nginx")
