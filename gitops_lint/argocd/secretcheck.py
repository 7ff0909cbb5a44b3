"""What Argo CD cannot use in the Secrets that name its clusters and repositories.

Sources: ``SecretToCluster`` in ``util/db/cluster.go``, ``secretToRepository`` and ``secretToRepoCred`` in
``util/db/repository_secrets.go``, ``GetGitCreds`` in ``repository_types.go``, the types of ``ClusterConfig``; and
``rest.TLSConfigFor`` of client-go.
"""

from __future__ import annotations

import base64
import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.plain import is_open, mapping, parse_bool
from gitops_lint.argocd.secrets import ArgocdSecret
from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

CREDENTIALS = frozenset({"repository", "repo-creds", "repository-write", "repo-write-creds"})
TYPES = CREDENTIALS | {"cluster", "scm-creds"}

_CLUSTER = frozenset({"name", "server", "config", "namespaces", "clusterResources", "project", "shard"})
_BOOLEANS = frozenset(
    {
        "enableLfs",
        "enableOCI",
        "forceHttpBasicAuth",
        "insecure",
        "insecureIgnoreHostKey",
        "insecureOCIForceHttp",
        "useAzureWorkloadIdentity",
        "webhookManifestCacheWarmDisabled",
    }
)
_INTEGERS = frozenset({"depth", "githubAppID", "githubAppInstallationID"})
_REPOSITORY = (
    _BOOLEANS
    | _INTEGERS
    | {
        "azureActiveDirectoryEndpoint",
        "azureServicePrincipalClientID",
        "azureServicePrincipalClientId",
        "azureServicePrincipalClientSecret",
        "azureServicePrincipalTenantID",
        "azureServicePrincipalTenantId",
        "bearerToken",
        "gcpServiceAccountKey",
        "githubAppEnterpriseBaseUrl",
        "githubAppPrivateKey",
        "name",
        "noProxy",
        "password",
        "project",
        "proxy",
        "sshPrivateKey",
        "tlsClientCertData",
        "tlsClientCertKey",
        "type",
        "url",
        "username",
    }
)
_CONFIG: Mapping[str, type | dict[str, type]] = {
    "username": str,
    "password": str,
    "bearerToken": str,
    "disableCompression": bool,
    "proxyUrl": str,
    "tlsClientConfig": {"insecure": bool, "serverName": str, "certData": bytes, "keyData": bytes, "caData": bytes},
    "awsAuthConfig": {"clusterName": str, "roleARN": str, "profile": str},
    "execProviderConfig": {
        "command": str,
        "args": list,
        "env": dict,
        "apiVersion": str,
        "installHint": str,
        "provideClusterInfo": bool,
        "config": object,
    },
}
"""The keys of a cluster's ``config``; ``bytes`` is text in base64."""

_NAMES: Mapping[type, str] = {str: "a string", bool: "a boolean", bytes: "a string", list: "a list", dict: "an object"}
_INTEGER = regex(r"[+-]?[0-9]{1,18}\Z")
_SSH = regex(r"ssh://|[^/:]*@[^@/]+:")


@dataclass(frozen=True, slots=True)
class SecretProblem:
    """A mistake, the key it is at (empty: the label), and whether Argo CD refuses the Secret for it."""

    message: str
    key: str = ""
    refused: bool = True


def validate_secret(secret: ArgocdSecret) -> Iterator[SecretProblem]:
    """Every mistake that needs nothing but the Secret; what nobody knows is left alone."""
    if secret.type == "cluster":
        yield from _spelling(secret, _CLUSTER)
        yield from _missing(secret, "server")
        yield from _cluster(secret)
    elif secret.type in CREDENTIALS:
        yield from _spelling(secret, _REPOSITORY)
        yield from _missing(secret, "url")
        yield from _repository(secret)
    elif secret.type not in TYPES:
        near = difflib.get_close_matches(secret.type, sorted(TYPES), 1, 0.5)
        meant = f", did you mean '{near[0]}'?" if near else ""
        yield SecretProblem(f"secret-type '{secret.type}' is none that Argo CD looks for{meant}", refused=False)


def cluster_config(secret: ArgocdSecret) -> Mapping[str, Any]:
    """The ``config`` of a cluster by its keys as Go matches them, in lower case; empty for what cannot be read."""
    try:
        return mapping(_folded(json.loads(secret.text("config") or "{}")))
    except (ValueError, RecursionError):
        return {}


def _spelling(secret: ArgocdSecret, known: frozenset[str]) -> Iterator[SecretProblem]:
    for key in secret.fields:
        if key not in known and (near := _near(key, known)):
            yield SecretProblem(f"'{key}' is not read, did you mean '{near}'?", key, refused=False)


def _near(key: str, known: frozenset[str]) -> str:
    folded = {name.lower(): name for name in sorted(known)}
    near = difflib.get_close_matches(key.lower(), folded, 1, 0.85)
    return folded[near[0]] if near else ""


def _missing(secret: ArgocdSecret, key: str) -> Iterator[SecretProblem]:
    """Without any field nothing is known: something else fills the Secret."""
    if secret.fields and key not in secret.fields:
        yield SecretProblem(f"a Secret of the type '{secret.type}' needs '{key}'")


def _cluster(secret: ArgocdSecret) -> Iterator[SecretProblem]:
    switch, shard = secret.text("clusterResources"), secret.text("shard")
    if switch not in ("", "true", "false") and not is_open(switch):
        message = f"clusterResources '{switch}' counts as 'false', only 'true' switches it on"
        yield SecretProblem(message, "clusterResources", refused=False)
    if shard and not _INTEGER.match(shard) and not is_open(shard):
        yield SecretProblem(f"shard '{shard}' is no integer, it is ignored", "shard", refused=False)
    text = secret.text("config")
    if not text or is_open(text):
        return
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = f", character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        yield SecretProblem(f"failed to unmarshal cluster config: no JSON{at}", "config")
        return
    if not isinstance(config, dict):
        yield SecretProblem("failed to unmarshal cluster config: no JSON object", "config")
        return
    yield from _config(config, _CONFIG, "")
    tls = mapping(cluster_config(secret).get("tlsclientconfig"))
    if tls.get("insecure") is True and tls.get("cadata"):
        message = "specifying a root certificates file with the insecure flag is not allowed"
        yield SecretProblem(message, "config")


def _config(value: Mapping[str, Any], known: Mapping[str, Any], path: str) -> Iterator[SecretProblem]:
    """Keys are matched without regard to case, as ``encoding/json`` does."""
    folded = {name.lower(): name for name in known}
    for key, item in value.items():
        name = folded.get(key.lower())
        if name is None:
            near = difflib.get_close_matches(key.lower(), folded, 1, 0.7)
            if near:
                message = f"'{path}{key}' is not read, did you mean '{folded[near[0]]}'?"
                yield SecretProblem(message, "config", refused=False)
        elif item is not None:
            yield from _typed(item, known[name], f"{path}{name}")


def _typed(item: Any, wanted: Any, path: str) -> Iterator[SecretProblem]:
    if isinstance(wanted, dict):
        if isinstance(item, dict):
            yield from _config(item, wanted, f"{path}.")
            return
        wanted = dict
    if wanted is object or (wanted is bytes and isinstance(item, str) and _is_base64(item)):
        return
    if wanted is bytes and isinstance(item, str):
        yield SecretProblem(f"failed to unmarshal cluster config: '{path}' is not base64", "config")
    elif wanted is bytes or not isinstance(item, wanted):
        yield SecretProblem(f"failed to unmarshal cluster config: '{path}' is not {_NAMES[wanted]}", "config")


def _repository(secret: ArgocdSecret) -> Iterator[SecretProblem]:
    kind = secret.text("type")
    if kind not in ("", "git", "helm", "oci") and not is_open(kind):
        yield SecretProblem(f"type '{kind}' is none of 'git', 'helm' and 'oci'", "type")
    for key, text in secret.fields.items():
        if text is None or is_open(text):
            continue
        if key in _BOOLEANS and parse_bool(text) is None:
            yield SecretProblem(f"'{key}' is '{text}', which is no boolean", key)
        if key in _INTEGERS and not _INTEGER.match(text):
            yield SecretProblem(f"'{key}' is '{text}', which is no integer", key)
    url = secret.text("url")
    if url and not is_open(url) and kind in ("", "git"):
        yield from _credentials(secret, url)


def _credentials(secret: ArgocdSecret, url: str) -> Iterator[SecretProblem]:
    """``GetGitCreds`` asks for a password or token first, then for a key, and never for the URL."""
    token = next((key for key in ("password", "bearerToken") if secret.fields.get(key, "") != ""), "")
    if token and _SSH.match(url):
        yield SecretProblem(f"'{token}' is of no use for '{url}', SSH asks for 'sshPrivateKey'", token, refused=False)
    if secret.fields.get("sshPrivateKey", "") != "" and not token and url.lower().startswith(("https://", "http://")):
        message = f"'sshPrivateKey' is of no use for '{url}', which asks for a password or token"
        yield SecretProblem(message, "sshPrivateKey", refused=False)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except ValueError:
        return is_open(text)
    return True


def _folded(value: Any) -> Any:
    return {str(key).lower(): _folded(item) for key, item in value.items()} if isinstance(value, dict) else value
