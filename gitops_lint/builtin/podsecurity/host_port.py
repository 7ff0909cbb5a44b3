"""Rule: no container takes a port of its node."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class HostPort(ControlRule):
    """A container takes a port of its node.

    Only one such pod fits on a node, so that a rollout may hang, and the port is reachable from wherever the node is.
    Remove `hostPort` and reach the pod through a Service.

    With `hostNetwork: true` Kubernetes makes every port a host port; then the network is the finding, not each port.

    **When to allow it.**  An ingress controller without a load balancer, on nodes of its own.
    """

    summary = "container takes a port of its node"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = (
        "polaris:hostPortSet",
        "CKV_K8S_26",
        "KSV-0024",
        "kics:Workload Host Port Not Specified",
        "kubescape:C-0044",
        "kubescape:C-0204",
        "datree:CONTAINERS_INCORRECT_KEY_HOSTPORT",
        "kyverno:disallow-host-ports",
        "kyverno:disallow-host-ports-range",
    )
    security_severity = 4.0
    control_id = "hostPorts"

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
                      ports:
                        - containerPort: 8080
                          hostPort: 80
                          #         ^^ violates PodSecurity "baseline": hostPort (container "app" uses hostPort 80)
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
                  ports:
                    - containerPort: 8080
                      hostPort: 0
            """,
            title="0 means none",
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
                  ports:
                    - containerPort: 8080
            """,
            title="the shared network is the finding",
        ),
    )
