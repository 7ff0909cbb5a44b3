"""Where a container gets the keys of an IAM user from, which every SDK prefers to a role.

Source: botocore ``credentials.py``: the environment is asked before web identity and the container provider.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gitops_lint.model.node import Node
from gitops_lint.model.repository import Repository
from gitops_lint.model.workload import Container
from gitops_lint.references.provisions import keys_of
from gitops_lint.references.repository import resolve
from gitops_lint.references.values import Reference

KEYS: Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
"""The environment variables that come first in the credential chain."""

_SOURCES: Final = {"secretRef": "Secret", "configMapRef": "ConfigMap"}


def static_keys(repo: Repository, container: Container) -> Iterator[Node]:
    """The entries of ``env`` and ``envFrom`` that give a container keys of an IAM user."""
    for entry in container.items("env") if _names_a_key(container.get("env")) else ():
        if entry.get("name") in KEYS and (entry.get("value") or entry.get("valueFrom")):
            yield entry
    for entry in container.items("envFrom"):
        prefix = entry.text("prefix") or ""
        if any(prefix + key in KEYS for key in _keys_from(repo, container, entry)):
            yield entry


def _names_a_key(env: Any) -> bool:
    """Whether anything is called like a key; few containers need a closer look."""
    entries = env.values() if isinstance(env, dict) else env if isinstance(env, list) else ()
    return any(isinstance(entry, dict) and entry.get("name") in KEYS for entry in entries)


def variables(repo: Repository, container: Container) -> Iterator[str]:
    """The names of a container's environment variables, as far as they are known."""
    for entry in container.items("env"):
        yield entry.text("name") or ""
    for entry in container.items("envFrom"):
        prefix = entry.text("prefix") or ""
        yield from (prefix + key for key in _keys_from(repo, container, entry))


def _keys_from(repo: Repository, container: Container, entry: Node) -> frozenset[str]:
    """The keys that an entry of ``envFrom`` brings, as far as the repository has them or says who makes them."""
    for field, kind in _SOURCES.items():
        name = entry.text(field, "name")
        if name:
            found = resolve(repo, container.resource, Reference("", "", kind, name))
            known = [keys_of(item.value) for item in found.objects]
            known += [item.provision.keys for item in found.provided]
            return frozenset().union(*(keys for keys in known if keys is not None))
    return frozenset()
