"""Rule: no pod mounts the node's own folders."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.storage._host import host_volumes
from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload

_FOLDERS = (
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/proc",
    "/root",
    "/sys",
    "/usr",
    "/var/lib/kubelet",
    "/var/lib/docker",
    "/var/lib/containerd",
)
_HARMLESS = frozenset(("/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo", "/etc/hosts", "/dev/net/tun"))


class SensitiveHostPath(Rule[Workload]):
    """The pod mounts a folder that belongs to the node's system.

    There are credentials of the kubelet, the processes of others, and files that decide what the node runs.  DaemonSets
    are not asked: node agents have to, see `privileged-namespace-label-missing`.

    Namespaces labelled `pod-security.kubernetes.io/enforce: privileged` are left alone.

    **When to allow it.**  Never for what serves users.
    """

    summary = "pod mounts a folder of the node's system"
    severity = Severity.WARNING
    tags = frozenset({"security", "storage"})
    aliases = (
        "kube-linter:sensitive-host-mounts",
        "KSV-0121",
        "kics:Workload Mounting With Sensitive OS Directory",
        "kubesec:ProcMount",
        "kyverno:limit-hostpath-vols",
        "kubescape:C-0020",
    )
    security_severity = 7.5

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """Each volume."""
        if target.kind == "DaemonSet":
            return
        for volume in host_volumes(target):
            path = volume.at("hostPath", "path")
            if path is None or not isinstance(path.value, str) or path.value.rstrip("/") in _HARMLESS:
                continue
            plain = path.value.rstrip("/")
            if not plain or any(plain == folder or plain.startswith(f"{folder}/") for folder in _FOLDERS):
                yield self.finding(path, f"'{path.value}' belongs to the system of the node")

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
                        path: /etc
                        #     ^^^^ '/etc' belongs to the system of the node
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: web
            spec:
              serviceName: web
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
                        path: /
                        #     ^ '/' belongs to the system of the node
            """,
        ),
        Bad(
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
                    path: /var/lib/kubelet/pods
                    #     ^^^^^^^^^^^^^^^^^^^^^ '/var/lib/kubelet/pods' belongs to the system of the node
            """,
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
                    path: /opt/cache
            """,
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
                    path: /etcetera
            """,
        ),
        Good(
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
                        path: /etc
            """,
            title="node agents: their namespace is the finding",
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
                    path: /etc/localtime
            """,
            title="its time zone",
        ),
    )
