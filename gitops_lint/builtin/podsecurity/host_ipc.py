"""Rule: no pod shares the IPC of its node."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class HostIpc(ControlRule):
    """The pod shares the IPC of its node.

    It can read and change the shared memory of every process on the node.  Take `hostIPC: true` away.

    **When to allow it.**  Agents that work on the node itself; run them in a namespace labelled
    `pod-security.kubernetes.io/enforce: privileged`.
    """

    summary = "pod shares the IPC of its node"
    severity = Severity.ERROR
    tags = BASELINE
    aliases = (
        "kube-linter:host-ipc",
        "polaris:hostIPCSet",
        "CKV_K8S_18",
        "KSV-0008",
        "kics:Shared Host IPC Namespace",
        "kubescape:C-0276",
        "kubescape:C-0195",
        "kubesec:HostIPC",
        "datree:CONTAINERS_INCORRECT_HOSTIPC_VALUE_TRUE",
    )
    security_severity = 8.0
    control_id = "hostNamespaces"
    keys = ("hostIPC",)

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
                  hostIPC: true
                  #        ^^^^ violates PodSecurity "baseline": host namespaces (hostIPC=true)
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
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
                  hostIPC: true
                  #        ^^^^ violates PodSecurity "baseline": host namespaces (hostIPC=true)
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="no admission controller looks into custom kinds, their pods are refused",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              hostIPC: false
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              hostNetwork: true
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="what another rule says",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              hostIPC: true
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: privileged
                pod-security.kubernetes.io/warn: privileged
            """,
            title="the namespace allows it",
        ),
    )
