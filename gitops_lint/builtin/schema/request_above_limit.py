"""Rule: container requests more than its limit allows."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class RequestAboveLimit(JudgedRule):
    """A request must not be above the limit of the same resource; for extended resources (`nvidia.com/gpu`) and huge pages
    both must be equal, and the limit must be there.  The API server refuses all else.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "container requests more than its limit allows"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "resources", "schema", "sync"})

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
                  resources:
                    requests: {memory: 1Gi}
            #                          ^^^ spec.containers[0].resources.requests.memory: Invalid value '1Gi': must be less than or equal to memory limit of 512Mi
                    limits: {memory: 512Mi}
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
                  resources: {requests: {cpu: 500m, memory: 1024Mi}, limits: {cpu: 0.5, memory: 1Gi}}
            """,
            title="equal amounts, written differently",
        ),
    )
