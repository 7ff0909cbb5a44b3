"""Where Kubernetes takes strings only, and what stands there instead."""

from __future__ import annotations

from gitops_lint.rule import Node, Repository, Resource, Workload
from gitops_lint.source.document import ODD_NUMBERS

Found = tuple[str, Node]
Written = dict[tuple[str, int, tuple[str | int, ...]], str]
_TEXT = frozenset({str})
_REWRITTEN = frozenset({"yaml11-boolean"} | ODD_NUMBERS)
_METADATA = (("labels", "label"), ("annotations", "annotation"))


class _Last:
    """What was found in the object that was asked about last: two rules ask, one after the other."""

    def __init__(self, repo: Repository) -> None:
        self.resource: Resource | None = None
        self.found: list[Found] = []


def not_strings(resource: Resource, repo: Repository) -> list[Found]:
    """Every scalar that is no string where the API wants one, with what to call it; null is an empty string there.

    Labels, annotations, node selectors and ConfigMaps are ``map[string]string``; ``env[].value``, ``command`` and
    ``args`` are strings (``k8s.io/api/core/v1/types.go``).  The API server cannot decode anything else.
    """
    last = repo.once(_Last)
    if last.resource is not resource:
        last.resource, last.found = resource, _look(resource)
    return last.found


def _look(resource: Resource) -> list[Found]:
    found: list[Found] = []
    _metadata(found, resource)
    if resource.group == "" and resource.kind in ("ConfigMap", "Secret"):
        _entries(found, resource, ("data",), "data key")
        _entries(found, resource, ("stringData",), "data key")
        return found
    spec = resource.value.get("spec")
    if isinstance(spec, dict) and spec.get("selector") is not None:
        _entries(found, resource, ("spec", "selector", "matchLabels"), "selector label")
        if resource.is_a("", "Service"):
            _entries(found, resource, ("spec", "selector"), "selector label")
    workload = resource.workload
    if workload is not None:
        _pod(found, workload)
    return found


def _pod(found: list[Found], workload: Workload) -> None:
    if workload.template.pointer:
        _metadata(found, workload.template)
    _entries(found, workload.pod, ("nodeSelector",), "node selector")
    for container in workload.containers:
        held = container.value
        for index, env in enumerate(container.sequence("env") if "env" in held else ()):
            if isinstance(env, dict) and isinstance(env.get("value"), (bool, int, float)):
                what = f"value of environment variable '{env.get('name')}'"
                _scalar(found, container.at("env", index, "value"), what)
        for field in ("command", "args"):
            for index, item in enumerate(container.sequence(field) if field in held else ()):
                if type(item) is not str:
                    _scalar(found, container.at(field, index), f"item of '{field}' of {container.label}")


def _metadata(found: list[Found], owner: Node) -> None:
    metadata = owner.value.get("metadata")
    for part, word in _METADATA if isinstance(metadata, dict) else ():
        held = metadata.get(part)
        if held and not (isinstance(held, dict) and _TEXT.issuperset(map(type, held.values()))):
            _entries(found, owner, ("metadata", part), word)


def _entries(found: list[Found], owner: Node, path: tuple[str, ...], word: str) -> None:
    held = owner.get(*path)
    if isinstance(held, dict) and not _TEXT.issuperset(map(type, held.values())):
        for key, value in held.items():
            if type(value) is not str:
                _scalar(found, owner.at(*path, key), f"{word} '{key}'")


def _scalar(found: list[Found], node: Node | None, what: str) -> None:
    if node is not None and isinstance(node.value, (bool, int, float)):
        found.append((what, node))


def as_written(node: Node, repo: Repository) -> str | None:
    """The text of a scalar that reads otherwise than it is written; None where it is no other, or not known."""
    cause = node.resource.origin.trace(node.pointer)[0]
    return repo.once(_texts).get((cause.path, cause.document, cause.pointer))


def _texts(repo: Repository) -> Written:
    """The booleans and numbers that are written in an unusual way."""
    return {
        (document.path, document.index, oddity.pointer): oddity.text
        for document in repo.documents
        for oddity in document.oddities
        if oddity.kind in _REWRITTEN and not oddity.in_key
    }
