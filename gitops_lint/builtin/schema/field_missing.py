"""Rule: required field is missing."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class FieldMissing(JudgedRule):
    """The API server refuses an object that lacks a field that its kind requires.

    Objects are judged as they are applied: what a kustomization, patch or chart adds is there.

    **When to allow it.**  The field is added by something between git and the API server that gitops-lint does not
    know, such as a config management plugin.
    """

    summary = "required field is missing"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = (
        "kube-linter:schema-validation",
        "kubeconform:schema",
    )

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
            #^^^ 'spec' has no 'selector', which is required
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
            valid=False,
        ),
        Good(
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
            """,
        ),
        Good(
            files={
                "kustomization.yaml": """
                resources: [deployment.yaml]
                labels: [{includeSelectors: true, pairs: {app: web}}]
                """,
                "deployment.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  template:
                    spec:
                      containers: [{name: app, image: "registry.example/app:1.4.2"}]
                """,
            },
        ),
    )
