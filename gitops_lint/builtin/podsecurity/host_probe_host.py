"""Rule: no probe or lifecycle hook names a host."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class HostProbeHost(ControlRule):
    """A probe or lifecycle hook goes to a host of the author's choice.

    The kubelet sends it, from the node's network: with `host` a pod can make every node call addresses that the pod itself
    cannot reach.  Leave `host` out; the default is the pod's own address.  For a virtual host set the header `Host` in
    `httpHeaders`.  Part of the level baseline since Kubernetes 1.34; `localhost` is forbidden as well.

    **When to allow it.**  A pod on the node's network that listens on the loopback only.
    """

    summary = "probe or lifecycle hook names a host"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = ("gatekeeper:host-probes-lifecycle",)
    security_severity = 3.0
    control_id = "hostProbesAndHostLifecycle"

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
                      livenessProbe:
                        httpGet:
                          host: 127.0.0.1
                          #     ^^^^^^^^^ violates PodSecurity "baseline": probe or lifecycle host (container "app" uses probe or lifecycle host "127.0.0.1")
                          path: /healthz
                          port: 8080
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
                  lifecycle:
                    preStop:
                      tcpSocket:
                        host: db.example
                        #     ^^^^^^^^^^ violates PodSecurity "baseline": probe or lifecycle host (container "app" uses probe or lifecycle host "db.example")
                        port: 5432
            """,
            title="hooks count too",
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
                  livenessProbe:
                    httpGet:
                      path: /healthz
                      port: 8080
                      httpHeaders:
                        - name: Host
                          value: web.example
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
                  livenessProbe:
                    httpGet:
                      host: 127.0.0.1
                      path: /healthz
                      port: 8080
            """,
            title="not known before Kubernetes 1.34",
            config={"version": 1, "kubernetes-version": "1.33"},
        ),
    )
