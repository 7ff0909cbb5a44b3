"""Rule: pods set only kernel settings that stay inside the pod."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class UnsafeSysctls(ControlRule):
    """The pod sets a kernel parameter that is not known to stay inside the pod.

    The kubelet refuses it unless the node allows it (`--allowed-unsafe-sysctls`), and then it may disturb or open the whole
    node.  The list of safe ones has grown with Kubernetes; the version that counts is the label's, else the cluster's.

    **When to allow it.**  Nodes of their own whose kubelet allows exactly this one.
    """

    summary = "kernel setting is not among the safe ones"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = (
        "kube-linter:unsafe-sysctls",
        "KSV-0026",
        "kics:Cluster Allows Unsafe Sysctls",
        "kyverno:restrict-sysctls",
        "kyverno:prevent-cr8escape",
        "gatekeeper:forbidden-sysctls",
    )
    security_severity = 4.5
    control_id = "sysctls"

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
                  securityContext:
                    sysctls:
                      - name: kernel.msgmax
                        #     ^^^^^^^^^^^^^ violates PodSecurity "baseline": forbidden sysctls (kernel.msgmax)
                        value: '65536'
                      - name: net.ipv4.tcp_syncookies
                        value: '1'
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
              securityContext:
                sysctls:
                  - name: net.ipv4.tcp_keepalive_time
                    #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ violates PodSecurity "baseline": forbidden sysctls (net.ipv4.tcp_keepalive_time)
                    value: '60'
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="safe since Kubernetes 1.29 only",
            config={"version": 1, "kubernetes-version": "1.28"},
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                sysctls:
                  - name: net.ipv4.tcp_keepalive_time
                    value: '60'
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
        ),
    )
