"""Rule: port has a name or number that is refused."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class PortNameInvalid(JudgedRule):
    """The name of a port has at most 15 lower case letters, digits and hyphens, with at least one letter; a number is from
    1 to 65535.  A number in quotes is taken for a name and refused.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "port has a name or number that is refused"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "network", "schema", "sync"})
    aliases = (
        "kube-linter:invalid-target-ports",
        "kube-score:container-ports-check",
    )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web}
              ports:
                - port: 80
                  targetPort: "8080"
            #                 ^^^^^^ spec.ports[0].targetPort: Invalid value '8080': must contain at least one letter (a-z): a number in quotes is taken for a name, remove the quotes
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
                  ports: [{name: metrics-endpoint, containerPort: 9090}]
            #                    ^^^^^^^^^^^^^^^^ spec.containers[0].ports[0].name: Invalid value 'metrics-endpoint': must be no more than 15 characters
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: http}, {name: metrics, port: 9090, targetPort: 9090}]
            """,
        ),
    )
