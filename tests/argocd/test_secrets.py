"""Clusters and repositories that Secrets give to Argo CD, whoever makes the Secret."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest

from gitops_lint.argocd.destinations import cluster_of
from gitops_lint.argocd.secretcheck import validate_secret
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


CONFIGS = {
    '{"tlsClientConfig": {"insecure": false, "caData": "Q0E="}}': [],
    '{"TLSCLIENTCONFIG": {"Insecure": true}}': [],  # encoding/json does not look at the case of a key
    '{"execProviderConfig": {"command": "aws", "args": ["eks"], "env": {"A": "b"}}, "awsAuthConfig": null}': [],
    "${CONFIG}": [],
    "tlsClientConfig: {}": ["failed to unmarshal cluster config: no JSON, character 1"],
    "[]": ["failed to unmarshal cluster config: no JSON object"],
    '{"tlsClientConfig": "none"}': ["failed to unmarshal cluster config: 'tlsClientConfig' is not an object"],
    '{"tlsClientConfig": {"caData": "-----BEGIN"}}': [
        "failed to unmarshal cluster config: 'tlsClientConfig.caData' is not base64"
    ],
    '{"execProviderConfig": {"args": "eks"}}': [
        "failed to unmarshal cluster config: 'execProviderConfig.args' is not a list"
    ],
    '{"awsAuthConfig": {"roleArn": "a", "clusterNmae": "b"}}': [
        "'awsAuthConfig.clusterNmae' is not read, did you mean 'clusterName'?"
    ],
}


@pytest.mark.parametrize(("config", "messages"), CONFIGS.items())
def test_the_configuration_of_a_cluster_is_read_as_go_reads_it(config: str, messages: list[str]) -> None:
    [secret] = argocd_secret(plain(stringData={**FIELDS, "config": config}))
    assert [problem.message for problem in validate_secret(secret)] == messages


REPOSITORIES = {
    ("type", "git"): [],
    ("depth", "1"): [],
    ("depth", "all"): ["'depth' is 'all', which is no integer"],
    ("enableLfs", "T"): [],
    ("enableLfs", "on"): ["'enableLfs' is 'on', which is no boolean"],
    ("azureServicePrincipalClientID", "a"): [],
    ("sshPrivatekey", "a"): ["'sshPrivatekey' is not read, did you mean 'sshPrivateKey'?"],
    ("password", "a"): ["'password' is of no use for 'git@git.example:a/b.git', SSH asks for 'sshPrivateKey'"],
    ("password", ""): [],
}


@pytest.mark.parametrize(("field", "messages"), REPOSITORIES.items())
def test_the_fields_of_a_repository_are_read_as_go_reads_them(field: tuple[str, str], messages: list[str]) -> None:
    metadata = {"name": "deploy", "labels": {"argocd.argoproj.io/secret-type": "repository"}}
    fields = {"url": "git@git.example:a/b.git", field[0]: field[1]}
    [secret] = argocd_secret({"kind": "Secret", "metadata": metadata, "stringData": fields})
    assert [problem.message for problem in validate_secret(secret)] == messages
