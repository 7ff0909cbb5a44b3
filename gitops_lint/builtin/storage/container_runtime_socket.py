"""Rule: no pod talks to the container runtime."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.storage._host import host_volumes
from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload

_SOCKETS = frozenset(
    f"{folder}/{socket}"
    for folder in ("/run", "/var/run")
    for socket in (
        "docker.sock",
        "containerd",
        "containerd/containerd.sock",
        "crio",
        "crio/crio.sock",
        "cri-dockerd.sock",
    )
)


class ContainerRuntimeSocket(Rule[Workload]):
    """The pod mounts the socket of its node's container runtime.

    Whoever can write to it starts privileged containers: it is root on the node.  Build images with BuildKit or Kaniko,
    read metrics from the kubelet.

    Namespaces labelled `pod-security.kubernetes.io/enforce: privileged` are left alone.

    **When to allow it.**  Agents that look for exactly this, with `readOnly` where they only need the file to exist.
    """

    summary = "pod mounts the container runtime's socket"
    severity = Severity.ERROR
    tags = frozenset({"security", "storage"})
    aliases = (
        "kube-linter:docker-sock",
        "CKV_K8S_27",
        "KSV-0006",
        "kics:Docker Daemon Socket is Exposed to Containers",
        "kubescape:C-0074",
        "kubesec:DockerSock",
        "datree:CONTAINERS_INCORRECT_PATH_VALUE_DOCKERSOCKET",
        "kyverno:disallow-cri-sock-mount",
        "kyverno:docker-socket-requires-label",
    )
    security_severity = 9.0

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """Each volume."""
        for volume in host_volumes(target):
            path = volume.at("hostPath", "path")
            if path is not None and isinstance(path.value, str) and path.value.rstrip("/") in _SOCKETS:
                severity = Severity.WARNING if target.kind == "DaemonSet" else None
                message = f"'{path.value}' lets the pod start privileged containers on its node"
                yield self.finding(path, message, severity=severity)

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                  volumes:
                    - name: host
                      hostPath:
                        path: /var/run/docker.sock
                        #     ^^^^^^^^^^^^^^^^^^^^ '/var/run/docker.sock' lets the pod start privileged containers on its node
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                  volumes:
                    - name: host
                      hostPath:
                        path: /run/containerd/containerd.sock
                        #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ '/run/containerd/containerd.sock' lets the pod start privileged containers on its node
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                  volumes:
                    - name: host
                      hostPath:
                        path: /run/containerd
                        #     ^^^^^^^^^^^^^^^ '/run/containerd' lets the pod start privileged containers on its node
            """,
            title="the folder of the socket",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
              volumes:
                - name: host
                  hostPath:
                    path: /var/lib/app.sock
            """,
        ),
    )
