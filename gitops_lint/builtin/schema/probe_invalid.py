"""Rule: probe is not one that the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class ProbeInvalid(JudgedRule):
    """A probe has exactly one way to ask (`httpGet`, `tcpSocket`, `exec`, `grpc`), a `successThreshold` of 1 unless it is a
    readiness probe, a port from 1 to 65535 or a name, and belongs to a container that keeps running.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "probe is not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "probes", "schema", "sync"})

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  livenessProbe: {httpGet: {path: /, port: 8080}, successThreshold: 2}
            #                                                                       ^ spec.containers[0].livenessProbe.successThreshold: Invalid value 2: must be 1
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  readinessProbe:
            #     ^^^^^^^^^^^^^^ spec.containers[0].readinessProbe: Required value: must specify a handler type
                    periodSeconds: 5
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  livenessProbe: {httpGet: {path: /healthz, port: http}}
                  readinessProbe: {tcpSocket: {port: 8080}, successThreshold: 2}
            """,
        ),
    )
