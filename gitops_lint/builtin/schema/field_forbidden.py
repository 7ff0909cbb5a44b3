"""Rule: field is not allowed in this combination."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class FieldForbidden(JudgedRule):
    """Each field is right by itself, but the API server refuses them together, or for this kind.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "field is not allowed in this combination"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = ("kyverno:block-ephemeral-containers",)

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
                  env:
                    - name: TOKEN
                      value: abc
                      valueFrom: {fieldRef: {fieldPath: metadata.name}}
            #         ^^^^^^^^^ spec.containers[0].env[0].valueFrom: Invalid value: may not be specified when `value` is not empty
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
                  ephemeralContainers:
                  #^^^^^^^^^^^^^^^^^^ spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template
                    - {name: debug, image: "registry.example/debug:1.0.0"}
            """,
            title="debug containers are added to pods that run, never written into manifests",
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
                  env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
            """,
        ),
    )
