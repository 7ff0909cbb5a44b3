"""Which containers are asked for probes, and what their probes do."""

from __future__ import annotations

from typing import Any

from gitops_lint.rule import Container, Node, Workload

PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
HANDLERS = ("httpGet", "tcpSocket", "exec", "grpc")

_KNATIVE = "serving.knative.dev"


def is_service_like(workload: Workload) -> bool:
    """Whether its pods are meant to run until somebody stops them.

    Jobs, pods that are not restarted and the test and hook pods of Helm and Argo CD end by themselves.  A PodTemplate
    runs nothing.
    """
    if workload.is_job or workload.kind == "PodTemplate":
        return False
    if workload.pod.get("restartPolicy") in ("Never", "OnFailure"):
        return False
    annotations = workload.resource.annotations
    return "helm.sh/hook" not in annotations and "argocd.argoproj.io/hook" not in annotations


def probes_itself(workload: Workload) -> bool:
    """Whether Knative's own proxy asks the container, so that a missing probe is no gap."""
    return workload.resource.group == _KNATIVE


def probe(container: Container, name: str) -> Node | None:
    """A probe that is a mapping with something in it."""
    held = container.value.get(name)
    return container.at(name) if isinstance(held, dict) and held else None


def handler(node: Node) -> tuple[str, Node] | None:
    """How a probe asks: the handler's name and the handler."""
    for name in HANDLERS:
        found = node.at(name)
        if found is not None and isinstance(found.value, dict):
            return name, found
    return None


def number(node: Node, name: str, default: int) -> int:
    """A field of a probe; the default where it is absent, zero or no number."""
    value = node.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default


def ports(container: Container) -> list[dict[str, Any]]:
    """The TCP ports a container declares."""
    return [
        port
        for port in container.sequence("ports")
        if isinstance(port, dict) and port.get("protocol", "TCP") in ("TCP", None)
    ]
