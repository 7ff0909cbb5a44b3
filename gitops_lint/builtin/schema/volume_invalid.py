"""Rule: volume has no source, or more than one."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class VolumeInvalid(JudgedRule):
    """Every volume of a pod has exactly one source: `emptyDir`, `configMap`, `secret`, `persistentVolumeClaim` and so on.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "volume has no source, or more than one"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "storage", "sync"})

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
              volumes:
                - name: settings
            #           ^^^^^^^^ spec.volumes[0]: Forbidden: may not specify more than 1 volume type, has 'configMap', 'emptyDir'
                  configMap: {name: settings}
                  emptyDir: {}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
              volumes: [{name: settings, configMap: {name: settings}}, {name: tmp, emptyDir: {}}]
            """,
        ),
    )
