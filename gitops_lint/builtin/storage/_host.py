"""Volumes that are folders of the node."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import Node
from gitops_lint.model.workload import Workload
from gitops_lint.podsecurity.labels import allows_everything


def host_volumes(workload: Workload) -> Iterator[Node]:
    """The volumes with a ``hostPath``; none where the namespace's labels say that its pods may do anything."""
    if not workload.pod.value.get("volumes"):
        return
    found = [volume for volume in workload.pod.items("volumes") if isinstance(volume.get("hostPath"), dict)]
    if found and not allows_everything(workload.resource.context.namespace_facts.labels):
        yield from found
