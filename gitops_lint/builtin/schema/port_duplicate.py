"""Rule: port is defined twice."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import RepeatedRule
from gitops_lint.rule import Bad, Good, Severity


class PortDuplicate(RepeatedRule):
    """Two ports of a Service, or two host ports of a pod, with one number and protocol are refused, as are two with one
    name.  Two equal container ports are accepted with a warning, but client-side apply may drop one of them in an
    update, and server-side apply refuses them.

    **When to allow it.**  Never: one of the two does nothing.
    """

    summary = "port is defined twice"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "network", "schema", "sync"})
    aliases = ("kube-score:container-ports-check",)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web}
              ports:
                - {name: http, port: 80}
                - {name: web, port: 80}
            #                       ^^ spec.ports[1].port: Duplicate value: port 80/TCP
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
                  ports:
                    - containerPort: 8080
                    - containerPort: 8080
            #                        ^^^^ spec.containers[0].ports[1].containerPort: duplicate port definition: 8080/TCP
            """,
            title="accepted with a warning",
        ),
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: dns}
            spec:
              selector: {app: dns}
              ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}]
            """,
            title="two protocols",
        ),
    )
