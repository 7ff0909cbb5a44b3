"""The users and groups that containers run as."""

from __future__ import annotations

from gitops_lint.model.node import Node
from gitops_lint.model.workload import Container


def effective(container: Container, key: str) -> Node | None:
    """The setting that counts for a container: its own, else the pod's; None where neither is a whole number."""
    own = container.at("securityContext", key)
    node = own if own is not None and own.value is not None else container.workload.pod.at("securityContext", key)
    if node is None or isinstance(node.value, bool) or not isinstance(node.value, int):
        return None
    return node
