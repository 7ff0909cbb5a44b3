"""Rule: field still works, but should not be used any more."""

from __future__ import annotations

from gitops_lint.apischema.repository import Verdict
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class FieldDeprecated(JudgedRule):
    """The API server accepts the field with a warning.  One that has stopped to work (`non-functional`) is a warning here
    too; the others are worth knowing.

    **When to allow it.**  The field still works and its successor is not in all clusters yet.
    """

    summary = "field still works, but should not be used any more"
    severity = Severity.INFO
    tags = frozenset({"deprecation", "schema"})

    def message(self, verdict: Verdict) -> str:
        """The API server's words name the field."""
        return verdict.error.message

    def severity_of(self, verdict: Verdict) -> Severity | None:
        """A warning where it has stopped to work."""
        return Severity.WARNING if "non-functional" in verdict.error.message else None

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
              volumes:
                - name: source
                  gitRepo: {repository: https://git.example/shop/web.git}
            #     ^^^^^^^ gitRepo: deprecated in v1.11
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              type: LoadBalancer
              loadBalancerIP: 192.0.2.10
            #                 ^^^^^^^^^^ 'loadBalancerIP' is deprecated since v1.24, its meaning varies
              ports: [{port: 80}]
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              serviceAccountName: web
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
    )
