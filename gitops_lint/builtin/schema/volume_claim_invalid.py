"""Rule: claim for a volume is not one that the API server takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class VolumeClaimInvalid(JudgedRule):
    """A PersistentVolumeClaim asks for at least one access mode and for an amount of storage above zero;
    `ReadWriteOncePod` stands alone.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "claim for a volume is not one that the API server takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "storage", "sync"})

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec:
            #^^^ spec: Required value: at least 1 access mode is required
              resources: {requests: {storage: 8Gi}}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Gi}}}
            """,
        ),
    )
