"""Rule: ephemeral-storage request and limit are the same."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.resources._amounts import amount
from gitops_lint.rule import Bad, Container, Good, Occurrence, Rule, Severity


class EphemeralStorageRequestNotEqualLimit(Rule[Container]):
    """A container may write more to the node's disk than the scheduler set aside for it.

    A full disk evicts pods, and not only the one that filled it.  Where request and limit are the same, the disk
    cannot be promised twice.

    **When to allow it.**  Nodes have disks to spare.
    """

    summary = "ephemeral-storage request and limit of a container differ"
    severity = Severity.INFO
    tags = frozenset({"resources"})
    aliases = ("kube-score:container-ephemeral-storage-request-equals-limit",)

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The request, if there is a limit of another size."""
        asked, limit = amount(target, "requests", "ephemeral-storage"), amount(target, "limits", "ephemeral-storage")
        at = target.at("resources", "requests", "ephemeral-storage")
        if at is not None and asked is not None and limit is not None and asked != limit:
            yield self.finding(at, f"{target.label} requests {asked} of ephemeral storage but is limited to {limit}")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests:
                      ephemeral-storage: 1Gi
                      #                  ^^^ container 'app' requests 1Gi of ephemeral storage but is limited to 2Gi
                    limits:
                      ephemeral-storage: 2Gi
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  resources:
                    requests: {ephemeral-storage: 2048Mi, memory: 1Gi}
                    limits: {ephemeral-storage: 2Gi, memory: 2Gi}
            """),
    )
