"""The rules look into the pod template of every kind that has one, and point into it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gitops_lint import Config
from gitops_lint.api import lint_text
from gitops_lint.model.workload import POD_TEMPLATES

POD = {
    "containers": [{"name": "app", "image": "registry.example/app:1.4.2", "securityContext": {"privileged": True}}],
    "initContainers": [{"name": "first", "image": "registry.example/app:1.4.2"}],
}


def manifest(group: str, kind: str, path: tuple[str | int, ...]) -> dict[str, Any]:
    template: dict[str, Any] = {"metadata": {"labels": {"app": "web"}}, "spec": POD}
    for part in reversed(path):
        template = {str(part): template}
    head = {"apiVersion": f"{group}/v1" if group else "v1", "kind": kind}
    return {**head, **template, "metadata": {"name": "web", "labels": {"app": "web"}}}


@pytest.mark.parametrize(("group", "kind"), sorted(POD_TEMPLATES))
def test_a_privileged_container_is_found_where_it_is_in_every_kind(group: str, kind: str) -> None:
    path = POD_TEMPLATES[group, kind]
    text = yaml.safe_dump(manifest(group, kind, path), sort_keys=False)
    config = Config(select_only=("privileged-container", "allow-privilege-escalation"))

    found = {finding.rule: finding for finding in lint_text(text, config=config).findings}

    privileged = found["privileged-container"]
    prefix = "".join(f"/{part}" for part in path)
    assert privileged.pointer.startswith(f"{prefix}/spec/containers/0/securityContext")
    assert "privileged" in text.splitlines()[privileged.location.span.line - 1]
