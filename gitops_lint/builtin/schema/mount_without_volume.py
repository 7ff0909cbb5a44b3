"""Rule: container mounts a volume that its pod does not have."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class MountWithoutVolume(JudgedRule):
    """Every volume mount names one of the pod's volumes, or of a StatefulSet's claim templates.  The API server refuses a
    name that is neither.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "container mounts a volume that its pod does not have"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "storage", "sync"})

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
                  volumeMounts: [{name: cache, mountPath: /cache}]
            #                           ^^^^^ spec.containers[0].volumeMounts[0].name: Not found: there is no volume 'cache'
              volumes: [{name: tmp, emptyDir: {}}]
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  containers:
                    - name: db
                      image: registry.example/db:16.2
                      volumeMounts: [{name: data, mountPath: /data}]
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Gi}}}
            """,
            title="a claim template",
        ),
    )
