"""What the API server writes into a pod before the Pod Security Standards see it.

Source of the facts: ``pkg/apis/core/v1/defaults.go`` of Kubernetes (``SetDefaults_Volume``, ``SetDefaults_PodSpec``).
"""

from __future__ import annotations

from gitops_lint.podsecurity.pod import flag


def with_defaults(spec: object) -> dict[object, object]:
    """The pod spec with the defaults that decide about controls; the given one is left alone.

    A volume without a source is an ``emptyDir``, so that the level restricted allows it.  With ``hostNetwork`` every
    port of a container or init container is a ``hostPort`` too.  Indices, and with them pointers, stay the same.
    """
    if not isinstance(spec, dict):
        return {}
    defaulted = dict(spec)
    volumes = spec.get("volumes")
    if isinstance(volumes, list):
        defaulted["volumes"] = [_volume(volume) for volume in volumes]
    if flag(spec, "hostNetwork"):
        for key in ("initContainers", "containers"):
            containers = spec.get(key)
            if isinstance(containers, list):
                defaulted[key] = [_with_host_ports(container) for container in containers]
    return defaulted


def _volume(volume: object) -> object:
    if volume is None:
        return {"emptyDir": {}}
    if not isinstance(volume, dict) or any(isinstance(value, dict) for value in volume.values()):
        return volume
    return {**volume, "emptyDir": {}}


def _with_host_ports(container: object) -> object:
    ports = container.get("ports") if isinstance(container, dict) else None
    if not isinstance(container, dict) or not isinstance(ports, list):
        return container
    return container | {"ports": [_with_host_port(port) for port in ports]}


def _with_host_port(port: object) -> object:
    if not isinstance(port, dict) or port.get("hostPort"):
        return port
    return {**port, "hostPort": port.get("containerPort")}
