"""What a text or an object holds of secrets, without ever saying the secret."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Any

from gitops_lint.argocd.secrets import SECRET_TYPE
from gitops_lint.model.node import Node
from gitops_lint.model.resource import Resource
from gitops_lint.source.credentials import (
    Shape,
    is_password_name,
    is_placeholder,
    is_plain_value,
    is_sensitive_name,
    looks_random,
    shapes_in,
    words_of,
)

TAGS = frozenset({"secrets", "security"})
_HARMLESS = frozenset(
    ("username", "user", "login", "email", "host", "hostname", "port", "url", "endpoint", "server", "name", "namespace",
     "type", "project", "database", "db", "dbname", "region", "bucket", "issuer", "id", "enabled", "insecure", "crt", "pub",
     "address", "schema", "version", "mode")
)  # fmt: skip
_SHORTEST = 16  # characters of a credential
_TELLING = frozenset(("secret", "secrets", "token", "tokens", "password", "key", "keys", "credentials", "keystore"))


def shape_of(text: str, among: tuple[Shape, ...] | None = None) -> str | None:
    """The kind of the first provider-shaped credential in a text."""
    found = shapes_in(text, among)
    return next((name for name, start, end in found if name != "credential" or _is_argued(text, start, end)), None)


def _is_argued(text: str, start: int, end: int) -> bool:
    """Whether an argument holds a credential: many a ``--token`` and ``--secret`` takes a name."""
    flag = text[:start].rstrip("= \t\r\n").lower()
    return flag.endswith(("password", "passwd")) or looks_random(text[start:end])


def credential_under(name: str, value: object, among: tuple[Shape, ...] | None = None) -> str | None:
    """What is wrong with a literal under that name: ``a password``; None where it is no credential."""
    if not isinstance(value, str) or not value:
        return None
    shape = shape_of(value, among)
    if shape is not None:
        return shape
    if not is_sensitive_name(name) or not is_plain_value(value):
        return None
    if is_password_name(name):
        return "password"
    return "credential" if looks_random(value) else None


def secret_values(secret: Resource) -> Iterator[tuple[Node, str]]:
    """The values of a Secret as its readers get them; what is no base64 is left out."""
    for node in secret.items("stringData"):
        if isinstance(node.value, str):
            yield node, node.value
    for node in secret.items("data"):
        if isinstance(node.value, str):
            try:
                yield node, base64.b64decode(node.value, validate=False).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                continue


def is_kept(key: str, value: str) -> bool:
    """Whether an entry of a Secret is worth hiding: no placeholder, no address or user name, no certificate."""
    plain = value.strip()
    if shape_of(plain) is not None:
        return True
    if not plain or not is_plain_value(plain) or plain.startswith("-----BEGIN CERTIFICATE"):
        return False
    if is_placeholder(_decoded(plain)):
        return False  # encoded twice
    words = words_of(key)
    if words and words[-1] in _HARMLESS:
        return False
    return is_sensitive_name(key) or looks_random(plain) or bool(_TELLING & set(words))


def credential_of_cluster(secret: Resource, key: str, value: str) -> str:
    """Which credential the ``config`` of a cluster's Secret holds in plain text; empty for none.

    Source: ``ClusterConfig`` in Argo CD's ``pkg/apis/application/v1alpha1/types.go``.
    """
    if key != "config" or secret.labels.get(SECRET_TYPE) != "cluster":
        return ""
    try:
        config = json.loads(value)
    except (ValueError, RecursionError):
        return ""
    tls = config.get("tlsClientConfig") if isinstance(config, dict) else None
    fields = ((config, "bearerToken"), (config, "password"), (tls, "keyData"))
    for holder, name in fields:
        held = holder.get(name) if isinstance(holder, dict) else None
        if isinstance(held, str) and is_kept(name, held):
            return name
    return ""


def _decoded(text: str) -> str:
    try:
        decoded = base64.b64decode(text, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return text
    return decoded if decoded.isprintable() else text


def is_written(node: Node) -> bool:
    """Whether the value stands in the repository as it is: not made by a template, nor copied from where it stands."""
    return node.resource.origin.trace(node.pointer)[0].how not in ("template", "replacement")


def strings_in(value: Any) -> list[str]:
    """Every text below a value that is long enough to be a credential, wherever it is."""
    found: list[str] = []
    stack = [value]
    while stack:
        item = stack.pop()
        for held in item.values() if type(item) is dict else item:
            kind = type(held)
            if kind is str:
                if len(held) >= _SHORTEST:
                    found.append(held)
            elif kind is dict or kind is list:
                stack.append(held)
    return found


def texts_of(target: Resource, value: Any, pointer: tuple[str | int, ...], skipped: frozenset[str]) -> Iterator[Node]:
    """Every text below a value that is long enough to be a credential; ``skipped`` are keys not to enter."""
    stack = [(value, pointer)]
    while stack:
        item, at = stack.pop()
        if isinstance(item, str):
            if len(item) >= _SHORTEST:
                yield Node(target, at, item)
        elif isinstance(item, dict):
            stack.extend((held, (*at, key)) for key, held in item.items() if key not in skipped)
        elif isinstance(item, list):
            stack.extend((held, (*at, index)) for index, held in enumerate(item))
