"""Rule: no volume is a folder of the node."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class HostPathVolume(ControlRule):
    """The pod mounts a folder of its node.

    What it writes there stays behind, differs from node to node, and can change how the node works; what it reads there
    may be the node's or another pod's secrets.  Use an `emptyDir`, a ConfigMap, or a PersistentVolumeClaim.  At the level
    restricted the same volume breaks the control "restricted volume types"; it is reported here once.

    **When to allow it.**  Agents that read the node's logs or devices, in a namespace labelled
    `pod-security.kubernetes.io/enforce: privileged`.
    """

    summary = "volume is a folder of the node"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = (
        "polaris:hostPathSet",
        "KSV-0023",
        "kics:Non Kube System Pod With Host Mount",
        "kubescape:C-0048",
        "kubescape:C-0203",
        "datree:CONTAINERS_INCORRECT_KEY_HOSTPATH",
        "kyverno:disallow-host-path",
        "gatekeeper:host-filesystem",
    )
    security_severity = 6.0
    control_id = "hostPathVolumes"

    examples = (
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
                    - name: cache
                      hostPath:
                      #^^^^^^^ violates PodSecurity "baseline": hostPath volumes (volume "cache")
                        path: /opt/cache
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
              volumes:
                - name: cache
                  hostPath:
                  #^^^^^^^ violates PodSecurity "baseline": hostPath volumes (volume "cache")
                    path: /opt/cache
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: restricted
            """,
            title="at the level restricted another control replaces this one",
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
                - name: cache
                  emptyDir: {}
                - name: scratch
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
              volumes:
                - name: cache
                  hostPath:
                    path: /opt/cache
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: privileged
            """,
            title="the namespace allows it",
        ),
    )
