"""Rule: no Windows container is a process of its node."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class HostProcess(ControlRule):
    """A Windows HostProcess container runs on the node itself, as one of its users.

    Take `hostProcess: true` away.

    **When to allow it.**  Node agents on Windows, in a namespace labelled
    `pod-security.kubernetes.io/enforce: privileged`.
    """

    summary = "Windows container runs as a process of its node"
    severity = Severity.ERROR
    tags = BASELINE
    aliases = (
        "polaris:hostProcess",
        "KSV-0103",
        "kubescape:C-0202",
        "datree:EKS_INVALID_HOSTPROCESS_VALUE",
        "kyverno:disallow-host-process",
        "gatekeeper:host-process",
    )
    security_severity = 8.5
    control_id = "windowsHostProcess"

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
                  os:
                    name: windows
                  hostNetwork: true
                  securityContext:
                    windowsOptions:
                      hostProcess: true
                      #            ^^^^ violates PodSecurity "baseline": hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)
                      runAsUserName: NT AUTHORITY\\SYSTEM
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              os:
                name: windows
              hostNetwork: true
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    windowsOptions:
                      hostProcess: true
                      #            ^^^^ violates PodSecurity "baseline": hostProcess (container "app" must not set securityContext.windowsOptions.hostProcess=true)
                      runAsUserName: NT AUTHORITY\\SYSTEM
            """,
            title="for one container",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              os:
                name: windows
              securityContext:
                windowsOptions:
                  hostProcess: false
                  runAsUserName: ContainerUser
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
        ),
    )
