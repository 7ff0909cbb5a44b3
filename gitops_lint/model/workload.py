"""Anything with a pod template, whatever its kind, and the containers in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gitops_lint.finding import Pointer
from gitops_lint.model.node import Node

if TYPE_CHECKING:
    from gitops_lint.model.resource import Resource

POD_TEMPLATES: Mapping[tuple[str, str], Pointer] = {
    ("", "Pod"): (),
    ("", "PodTemplate"): ("template",),
    ("", "ReplicationController"): ("spec", "template"),
    ("apps", "DaemonSet"): ("spec", "template"),
    ("apps", "Deployment"): ("spec", "template"),
    ("apps", "ReplicaSet"): ("spec", "template"),
    ("apps", "StatefulSet"): ("spec", "template"),
    ("extensions", "DaemonSet"): ("spec", "template"),
    ("extensions", "Deployment"): ("spec", "template"),
    ("extensions", "ReplicaSet"): ("spec", "template"),
    ("batch", "Job"): ("spec", "template"),
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
    ("argoproj.io", "Rollout"): ("spec", "template"),
    ("apps.openshift.io", "DeploymentConfig"): ("spec", "template"),
    ("serving.knative.dev", "Configuration"): ("spec", "template"),
    ("serving.knative.dev", "Revision"): (),
    ("serving.knative.dev", "Service"): ("spec", "template"),
    ("sources.knative.dev", "ContainerSource"): ("spec", "template"),
}
"""Where each kind keeps its pod template: the mapping that holds ``metadata`` and ``spec`` of the pod."""

CONTROLLER_LABELS = frozenset(
    {
        *("pod-template-hash", "rollouts-pod-template-hash", "controller-revision-hash", "pod-template-generation"),
        *("controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"),
        *("apps.kubernetes.io/pod-index", "statefulset.kubernetes.io/pod-name"),
        "batch.kubernetes.io/job-completion-index",
    }
)
"""Labels that controllers give to the pods they make: no template has them."""

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")
"""In the order in which Kubernetes visits them."""


class Workload(Node):
    """An object with a pod template; its pointer is the object's root."""

    __slots__ = ("containers", "pod", "template")

    def __init__(self, resource: Resource, template: Node, pod: Node) -> None:
        super().__init__(resource, (), resource.value)
        self.template = template  #: holds the pod's ``metadata`` and ``spec``
        self.pod = pod  #: the pod's ``spec``
        self.containers = tuple(_containers(self))

    @property
    def kind(self) -> str:
        """The kind of the object."""
        return self.resource.kind

    @property
    def name(self) -> str:
        """The name of the object."""
        return self.resource.name

    @property
    def pod_labels(self) -> dict[str, Any]:
        """The labels its pods get."""
        return self.template.mapping("metadata", "labels")

    @property
    def is_job(self) -> bool:
        """Whether its pods are meant to end."""
        return self.resource.group == "batch"

    @property
    def main_containers(self) -> Iterator[Container]:
        """Those that run side by side for the pod's whole life: plain containers and sidecars."""
        return (container for container in self.containers if container.runs_on)


class Container(Node):
    """One container of a workload."""

    __slots__ = ("name", "role", "workload")

    def __init__(self, workload: Workload, pointer: Pointer, value: dict[str, Any], role: str) -> None:
        super().__init__(workload.resource, pointer, value)
        self.workload = workload
        name = value.get("name")
        self.name = name if isinstance(name, str) else ""
        self.role = role  #: ``container``, ``init``, ``sidecar`` or ``ephemeral``

    @property
    def is_init(self) -> bool:
        """Whether it ends before the others start."""
        return self.role == "init"

    @property
    def is_sidecar(self) -> bool:
        """Whether it is an init container with ``restartPolicy: Always``, which keeps running."""
        return self.role == "sidecar"

    @property
    def is_ephemeral(self) -> bool:
        """Whether it is a debug container."""
        return self.role == "ephemeral"

    @property
    def runs_on(self) -> bool:
        """Whether it runs as long as the pod does."""
        return self.role in ("container", "sidecar")

    @property
    def label(self) -> str:
        """How messages name it: ``container 'api'``, ``init container 'migrate'``; of Knative's many have no name."""
        words = {"container": "container", "init": "init container", "sidecar": "sidecar container"}
        word = words.get(self.role, "ephemeral container")
        return f"{word} '{self.name}'" if self.name else word


def _containers(workload: Workload) -> Iterator[Container]:
    pod = workload.pod
    for field in CONTAINER_LISTS:
        if field in pod.value:
            for index, value in enumerate(pod.sequence(field)):
                if isinstance(value, dict):
                    yield Container(workload, (*pod.pointer, field, index), value, _role(field, value))


def _role(field: str, value: dict[str, Any]) -> str:
    if field == "initContainers":
        return "sidecar" if value.get("restartPolicy") == "Always" else "init"
    return "container" if field == "containers" else "ephemeral"


def workload_of(resource: Resource, custom: Mapping[tuple[str, str], Pointer] | None = None) -> Workload | None:
    """The workload of an object; None if its kind holds no pod template or this one has none.

    ``custom`` adds kinds from the configuration (``workloads:``).
    """
    key = (resource.group, resource.kind)
    path = POD_TEMPLATES.get(key)
    if path is None and custom:
        path = custom.get(key)
    if path is None:
        return None
    template = resource.get(*path)
    pod = template.get("spec") if isinstance(template, dict) else None
    if not isinstance(pod, dict):
        return None
    return Workload(resource, Node(resource, path, template), Node(resource, (*path, "spec"), pod))
