"""Rule: no pod shares the processes of its node."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class HostPid(ControlRule):
    """The pod shares the processes of its node.

    It can look into every process on the node, read their environment with its secrets, and end them.  Take `hostPID: true` away.

    **When to allow it.**  Agents that work on the node itself; run them in a namespace labelled
    `pod-security.kubernetes.io/enforce: privileged`.
    """

    summary = "pod shares the processes of its node"
    severity = Severity.ERROR
    tags = BASELINE
    aliases = (
        "kube-linter:host-pid",
        "polaris:hostPIDSet",
        "CKV_K8S_17",
        "KSV-0010",
        "kics:Shared Host PID Namespace",
        "kubescape:C-0038",
        "kubescape:C-0275",
        "kubescape:C-0194",
        "kubesec:HostPID",
        "datree:CONTAINERS_INCORRECT_HOSTPID_VALUE_TRUE",
        "gatekeeper:host-namespaces",
    )
    security_severity = 8.0
    control_id = "hostNamespaces"
    keys = ("hostPID",)

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
                  hostPID: true
                  #        ^^^^ violates PodSecurity "baseline": host namespaces (hostPID=true)
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
                  hostPID: true
                  #        ^^^^ violates PodSecurity "baseline": host namespaces (hostPID=true)
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
              hostPID: false
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
              hostIPC: true
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
              hostPID: true
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
