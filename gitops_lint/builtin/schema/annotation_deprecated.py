"""Rule: annotation has been replaced by a field."""

from __future__ import annotations

from gitops_lint.apischema.repository import Verdict
from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class AnnotationDeprecated(JudgedRule):
    """Kubernetes once used annotations for what has a field of its own by now.  Some still work, some are ignored
    (`non-functional`): a seccomp profile in an annotation protects nothing since Kubernetes 1.27.

    **When to allow it.**  An ingress controller that reads only the annotation `kubernetes.io/ingress.class`.
    """

    summary = "annotation has been replaced by a field"
    severity = Severity.INFO
    tags = frozenset({"deprecation", "schema"})

    def message(self, verdict: Verdict) -> str:
        """The API server's words name the annotation."""
        return verdict.error.message

    def severity_of(self, verdict: Verdict) -> Severity | None:
        """A warning where it has stopped to work."""
        return Severity.WARNING if "non-functional" in verdict.error.message else None

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations:
                seccomp.security.alpha.kubernetes.io/pod: runtime/default
            #                                             ^^^^^^^^^^^^^^^ seccomp.security.alpha.kubernetes.io/pod: non-functional in v1.27+; use the "seccompProfile" field instead
            spec:
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              securityContext: {seccompProfile: {type: RuntimeDefault}}
              containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
    )
