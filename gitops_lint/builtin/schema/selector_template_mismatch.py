"""Rule: workload's selector does not match its own pods."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class SelectorTemplateMismatch(JudgedRule):
    """A workload finds its pods by their labels.  The API server refuses one whose template does not have the labels that
    its selector asks for.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "workload's selector does not match its own pods"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = (
        "kube-linter:mismatching-selector",
        "kube-score:deployment-pod-selector-labels-match-template-metadata-labels",
        "kube-score:statefulset-pod-selector-labels-match-template-metadata-labels",
        "kubescape:C-0296",
    )

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: shop}
            #     ^^^^^^ spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`, which lack app=web
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
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
    )
