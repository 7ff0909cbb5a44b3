"""Where Kubernetes takes strings only, and what stands there instead."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Node, Resource

Found = tuple[str, Node]


def not_strings(resource: Resource) -> Iterator[Found]:
    """Every scalar that is no string where the API wants one, with what to call it; null is an empty string there.

    Labels, annotations, node selectors and ConfigMaps are ``map[string]string``; ``env[].value``, ``command`` and
    ``args`` are strings (``k8s.io/api/core/v1/types.go``).  The API server cannot decode anything else.
    """
    yield from _metadata(resource)
    yield from _data(resource)
    yield from _entries(resource, ("spec", "selector", "matchLabels"), "selector label")
    if resource.is_a("", "Service"):
        yield from _entries(resource, ("spec", "selector"), "selector label")
    workload = resource.workload
    if workload is None:
        return
    if workload.template.pointer:
        yield from _metadata(workload.template)
    yield from _entries(workload.pod, ("nodeSelector",), "node selector")
    for container in workload.containers:
        for env in container.items("env"):
            yield from _scalar(env.at("value"), f"value of environment variable '{env.get('name')}'")
        for field in ("command", "args"):
            for item in container.items(field):
                yield from _scalar(item, f"item of '{field}' of {container.label}")


def _metadata(owner: Node) -> Iterator[Found]:
    yield from _entries(owner, ("metadata", "labels"), "label")
    yield from _entries(owner, ("metadata", "annotations"), "annotation")


def _data(resource: Resource) -> Iterator[Found]:
    if resource.group == "" and resource.kind in ("ConfigMap", "Secret"):
        yield from _entries(resource, ("data",), "data key")
        yield from _entries(resource, ("stringData",), "data key")


def _entries(owner: Node, path: tuple[str, ...], word: str) -> Iterator[Found]:
    for key, value in owner.mapping(*path).items():
        if type(value) not in (str, dict, list):
            yield from _scalar(owner.at(*path, key), f"{word} '{key}'")


def _scalar(node: Node | None, what: str) -> Iterator[Found]:
    if node is not None and isinstance(node.value, (bool, int, float)):
        yield what, node
