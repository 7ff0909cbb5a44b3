"""Rule: sync wave is no integer."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.syncplan.waves import SYNC_WAVE, atoi


class ArgocdSyncWaveMalformed(Rule[Resource]):
    """Argo CD reads the wave with Go's `strconv.Atoi` and passes over what is no integer: the object is in wave 0.

    **When to allow it.**  Never.
    """

    summary = "sync wave is no integer"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})
    aliases = ("argocd-source-lint:malformed-sync-wave",)
    about_keys = (SYNC_WAVE,)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The annotation; one that is no text is refused by the API server, which another rule says."""
        node = target.at("metadata", "annotations", SYNC_WAVE)
        if node is not None and isinstance(node.value, str) and atoi(node.value) is None and "{{" not in node.value:
            yield self.finding(node, f"sync wave '{node.value}' is no integer and counts as none")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, annotations: {argocd.argoproj.io/sync-wave: "1.5"}}
            #                                                                      ^^^^^ sync wave '1.5' is no integer and counts as none
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, annotations: {argocd.argoproj.io/sync-wave: "-5"}}
            """,
        ),
    )
