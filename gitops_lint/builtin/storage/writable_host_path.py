"""Rule: folders of the node are mounted read-only."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.storage._host import host_volumes
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class WritableHostPath(Rule[Container]):
    """A container may write to a folder of its node.

    Add `readOnly: true` to the mount where it only reads.  Namespaces labelled
    `pod-security.kubernetes.io/enforce: privileged` are left alone.

    **When to allow it.**  Storage drivers and the like.
    """

    summary = "folder of the node is mounted writable"
    severity = Severity.INFO
    tags = frozenset({"security", "storage"})
    aliases = (
        "kube-linter:writable-host-mount",
        "kics:Volume Mount With OS Directory Write Permissions",
        "kubescape:C-0045",
        "datree:EKS_INVALID_HOSTPATH_MOUNT_READONLY_VALUE",
        "kyverno:ensure-readonly-hostpath",
    )
    security_severity = 5.0

    def check(self, target: Container) -> Iterator[Occurrence]:
        """Each mount."""
        if not target.get("volumeMounts"):
            return
        ours = {volume.text("name") for volume in host_volumes(target.workload)}
        for mount in target.items("volumeMounts"):
            name = mount.text("name")
            if name is not None and name in ours and mount.get("readOnly") is not True:
                yield self.finding(mount, f"{target.label} may write to the node through '{name}'")

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
                      volumeMounts:
                        - name: host
                          #     ^^^^ container 'app' may write to the node through 'host'
                          mountPath: /cache
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
                  volumeMounts:
                    - name: host
                      mountPath: /cache
                      readOnly: true
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
                  volumeMounts:
                    - name: host
                      mountPath: /cache
              volumes:
                - name: host
                  emptyDir: {}
            """,
        ),
    )
