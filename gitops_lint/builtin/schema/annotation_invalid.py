"""Rule: annotation key is not well formed, or all together are too large."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class AnnotationInvalid(JudgedRule):
    """An annotation's key is a name of at most 63 characters with an optional DNS prefix; the value may be anything, but
    all annotations of an object together at most 256 KiB.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "annotation key is not well formed, or all together are too large"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
              annotations:
                example.com/a/b: "1"
            #   ^^^^^^^^^^^^^^^ metadata.annotations[example.com/a/b]: Invalid value 'example.com/a/b': a qualified name must have at most one '/' between its prefix and name
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
              annotations: {argocd.argoproj.io/sync-wave: "1", example.com/note: "any text, of any kind"}
            """,
        ),
    )
