"""Roles that values give to a chart: all there is to know where the chart itself cannot be rendered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.application import Source, read_application
from gitops_lint.finding import Pointer
from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository
from gitops_lint.source.tree import OutsideTreeError, normalise
from gitops_lint.values import dataclass

_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that the values of an Application give to a ServiceAccount of its chart."""

    path: str  #: the values file, or the file of the Application for its inline values
    pointer: Pointer  #: of the role, in the values
    account: str  #: the name of the ServiceAccount; empty where the chart decides
    role: str


def annotations_in(value: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Pointer and text of every value under the annotation's key, at any depth."""
    if len(pointer) > _DEPTH:
        return
    entries: Any = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    for key, item in entries:
        if key == ROLE_ARN and isinstance(item, str):
            yield (*pointer, key), item
        elif isinstance(item, (dict, list)):
            yield from annotations_in(item, (*pointer, key))


def grants(repo: Repository, deployable: Deployable) -> tuple[Grant, ...]:
    """The roles in the values of an Application's charts, later values over earlier ones.

    Ask for Applications whose chart was not rendered; where it was, the ServiceAccounts themselves say more.
    """
    if deployable.application is None:
        return ()
    spec = read_application(deployable.application.value)
    refs = {source.ref for source in spec.sources if source.ref}
    found: list[Grant] = []
    for source in spec.sources:
        if source.chart or source.is_oci:
            layers = list(_values(repo, source, refs, deployable.application.origin.first.path))
            found += _granted(layers)
    return tuple(found)


def values_by_path(repo: Repository) -> Mapping[str, Any]:
    """The content of each file that may be a values file; ask through ``repo.once``."""
    return {document.path: document.value for document in repo.documents if isinstance(document.value, dict)}


def _values(repo: Repository, source: Source, refs: set[str], own_path: str) -> Iterator[tuple[str, Any]]:
    """The values of a chart that are here, in the order in which helm merges them."""
    helm = source.helm or {}
    names = helm.get("valueFiles")
    for name in names if isinstance(names, list) else ():
        if not isinstance(name, str) or not name.startswith("$"):
            continue
        ref, _, rest = name[1:].partition("/")
        try:
            path = normalise(rest)
        except OutsideTreeError:
            continue
        values = repo.once(values_by_path).get(path)
        if ref in refs and values is not None:
            yield path, values
    inline = helm.get("valuesObject")
    if isinstance(inline, dict):
        yield own_path, inline


def _granted(layers: list[tuple[str, Any]]) -> Iterator[Grant]:
    roles: dict[Pointer, tuple[str, str]] = {}
    for path, values in layers:
        roles.update({pointer: (path, role) for pointer, role in annotations_in(values)})
    for pointer, (path, role) in roles.items():
        names = [name for _, values in layers if isinstance(name := _below(values, (*pointer[:-2], "name")), str)]
        yield Grant(path, pointer, names[-1] if names else "", role)


def _below(value: Any, pointer: Pointer) -> Any:
    for token in pointer:
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and isinstance(token, int) and token < len(value):
            value = value[token]
        else:
            return None
    return value
