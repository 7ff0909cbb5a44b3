"""Rule: well-known node label has a new name."""

from __future__ import annotations

from gitops_lint.apischema.repository import Verdict
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class LabelDeprecated(JudgedRule):
    """Nodes carry some labels under an old and a new name.  The old ones are deprecated, and cloud providers stop to set
    them.

    **When to allow it.**  Nodes that only have the old label.
    """

    summary = "well-known node label has a new name"
    severity = Severity.WARNING
    tags = frozenset({"deprecation", "scheduling", "schema"})

    def message(self, verdict: Verdict) -> str:
        """The API server's words name the label."""
        return verdict.error.message

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              nodeSelector:
                beta.kubernetes.io/os: linux
            #                          ^^^^^ beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              nodeSelector: {kubernetes.io/os: linux}
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
    )
