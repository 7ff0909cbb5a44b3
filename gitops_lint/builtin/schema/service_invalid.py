"""Rule: Service is not one that the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class ServiceInvalid(JudgedRule):
    """A Service has ports unless it is headless or an `ExternalName`; with several ports each has a name; node ports, load
    balancer fields and the external traffic policy belong to the types that have such things.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "Service is not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "network", "schema", "sync"})

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
                - port: 443
            #     ^^^^ spec.ports[1]: Required value: name, when there is more than one port
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              type: ClusterIP
              ports:
                - port: 80
                  nodePort: 30080
            #               ^^^^^ spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: db}
            spec: {clusterIP: None, selector: {app: db}}
            """,
            title="a headless Service needs no ports",
        ),
    )
