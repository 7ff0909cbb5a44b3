"""Rule: value is not one of those allowed."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class FieldValueInvalid(JudgedRule):
    """The value has the right type, but the API server refuses it: it is not among the allowed ones, out of range, too
    long, or against the field's pattern.

    **When to allow it.**  The kind's definition in the cluster is a newer one that allows it.
    """

    summary = "value is not one of those allowed"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = (
        "kube-linter:schema-validation",
        "kubeconform:schema",
    )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              restartPolicy: Allways
            #                ^^^^^^^ spec.restartPolicy: 'Allways' is not allowed, did you mean 'Always'?
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
            valid=False,
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
                  resources: {limits: {mem: 64Mi}}
            #                          ^^^ spec.containers[0].resources.limits.mem: Invalid value 'mem': must be a standard resource for containers, did you mean 'memory'?
            """,
            title="a resource that does not exist",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
    )
