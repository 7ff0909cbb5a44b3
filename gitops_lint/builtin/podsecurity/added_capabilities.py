"""Rule: containers add no capabilities beyond the default."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.model.node import Node
from gitops_lint.podsecurity.values import Violation
from gitops_lint.rule import Bad, Good, Severity

_AS_GOOD_AS_ROOT = frozenset(
    ("ALL", "BPF", "DAC_READ_SEARCH", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO")
)


class AddedCapabilities(ControlRule):
    """The container asks for Linux capabilities that runtimes do not give by default.

    `SYS_ADMIN` and its like are as good as root on the node, `NET_ADMIN` and `NET_RAW` reach the traffic of others.
    Remove them, or run the pod where the work belongs.  Names count exactly as written: `CAP_CHOWN` and `chown` are not
    the capability `CHOWN`.

    At the level restricted everything but `NET_BIND_SERVICE` is forbidden; what baseline allows and restricted does not
    is reported by `drop-all-capabilities`.

    **When to allow it.**  Network plugins, VPNs and profilers, in a namespace labelled for it.
    """

    summary = "container adds capabilities beyond the default"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = (
        "CKV_K8S_25",
        "KSV-0022",
        "KSV-0005",
        "KSV-0120",
        "CKV_K8S_39",
        "kics:Containers With Added Capabilities",
        "kics:Containers With Sys Admin Capabilities",
        "kubescape:C-0200",
        "kubescape:C-0046",
        "polaris:dangerousCapabilities",
        "kubesec:CapSysAdmin",
        "datree:EKS_INVALID_CAPABILITIES_EKS",
        "datree:CONTAINERS_INVALID_CAPABILITIES_VALUE",
        "kyverno:disallow-capabilities",
        "gatekeeper:capabilities",
        "kyverno:restrict-adding-capabilities",
        "kyverno:service-mesh-disallow-capabilities",
    )
    security_severity = 6.5
    control_id = "capabilities_baseline"

    def grade(self, place: Violation, node: Node) -> Severity:
        """An error where the capability gives the node away."""
        return Severity.ERROR if node.value in _AS_GOOD_AS_ROOT else self.severity

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
                      securityContext:
                        capabilities:
                          add:
                            - NET_ADMIN
                              #^^^^^^^^ violates PodSecurity "baseline": non-default capabilities (container "app" must not include "NET_ADMIN" in securityContext.capabilities.add)
                            - CHOWN
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
                  securityContext:
                    capabilities:
                      add:
                        - SYS_ADMIN
                          #^^^^^^^^ violates PodSecurity "baseline": non-default capabilities (container "app" must not include "SYS_ADMIN" in securityContext.capabilities.add)
            """,
            title="as good as root on the node",
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
                  securityContext:
                    capabilities:
                      drop: [ALL]
                      add:
                        - NET_RAW
                          #^^^^^^ violates PodSecurity "baseline": non-default capabilities (container "app" must not include "NET_RAW" in securityContext.capabilities.add)
                        - CHOWN
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/warn: restricted
            """,
            title="at restricted, what baseline forbids too",
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
                  securityContext:
                    capabilities:
                      add:
                        - CHOWN
                        - NET_BIND_SERVICE
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
                  securityContext:
                    capabilities:
                      drop:
                        - NET_ADMIN
            """,
            title="dropping is fine",
        ),
    )
