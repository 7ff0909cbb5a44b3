"""Rule: label or selector key or value is not well formed."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class LabelInvalid(JudgedRule):
    """A label's key is a name of at most 63 characters with an optional DNS prefix, its value at most 63 characters of
    letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit.  The API server refuses all else.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "label or selector key or value is not well formed"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = (
        "kube-score:label-values",
        "kics:Metadata Label Is Invalid",
        "datree:WORKLOAD_INVALID_LABELS_VALUE",
    )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
              labels:
                team: shop/checkout
            #         ^^^^^^^^^^^^^ metadata.labels.team: Invalid value 'shop/checkout': a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
              labels: {app.kubernetes.io/part-of: shop, empty: ""}
            """,
        ),
    )
