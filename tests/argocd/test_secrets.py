"""Clusters and repositories that Secrets give to Argo CD, whoever makes the Secret."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest

from gitops_lint.argocd.destinations import cluster_of
from gitops_lint.argocd.secrets import argocd_secret

LABELS = {"argocd.argoproj.io/secret-type": "cluster", "env": "prod"}
FIELDS = {"name": "prod", "server": "https://prod.example/"}
ENCODED = {key: base64.b64encode(text.encode()).decode() for key, text in FIELDS.items()}


def plain(**fields: object) -> dict[str, object]:
    return {"kind": "Secret", "metadata": {"name": "cluster-prod", "labels": LABELS}, **fields}


def external(data: Mapping[str, str]) -> dict[str, object]:
    template = {"metadata": {"labels": LABELS}, "data": data}
    return {"kind": "ExternalSecret", "metadata": {"name": "cluster-prod"}, "spec": {"target": {"template": template}}}


@pytest.mark.parametrize("value", [plain(stringData=FIELDS), plain(data=ENCODED), external(FIELDS)])
def test_a_cluster_is_read_as_it_will_be(value: dict[str, object]) -> None:
    [cluster] = cluster_of(value)
    assert (cluster.name, cluster.server, cluster.labels["env"]) == ("prod", "https://prod.example", "prod")


@pytest.mark.parametrize("value", [plain(data={"name": "~"}), external({**FIELDS, "server": "{{ .server }}"})])
def test_a_cluster_that_nobody_can_read_is_none(value: dict[str, object]) -> None:
    assert list(cluster_of(value)) == []


def test_what_is_sealed_is_there_and_hidden() -> None:
    template = {"metadata": {"labels": LABELS}, "data": {"type": "git"}}
    [secret] = argocd_secret({"kind": "SealedSecret", "spec": {"template": template, "encryptedData": {"url": "Ag…"}}})
    assert secret.text("type") == "git"
    assert secret.hides("url")
    assert not secret.hides("project")


def test_other_secrets_are_not_for_argocd() -> None:
    assert list(argocd_secret({"kind": "Secret", "metadata": {"name": "db"}, "stringData": FIELDS})) == []
