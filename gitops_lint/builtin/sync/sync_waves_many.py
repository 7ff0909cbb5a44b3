"""Rule: very many sync waves."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Deployable, Good, Occurrence, Repository, Rule, Severity
from gitops_lint.syncplan.hooks import phases
from gitops_lint.syncplan.waves import wave


class SyncWavesMany(Rule[Deployable]):
    """Each wave costs a sync two seconds and a wait for the health of all it applied. With very many of them a sync takes
    long, and one object that does not become healthy holds up more.

    **When to allow it.**  The order is needed.
    """

    summary = "very many sync waves"
    severity = Severity.INFO
    tags = frozenset({"argocd", "sync"})

    class Options:
        """Options of the rule."""

        maximum: int = 20  #: steps of phase and wave that are still fine

    def check(self, target: Deployable, repo: Repository) -> Iterator[Occurrence]:
        """The Application, or the first object, if its plan has more steps."""
        if target.kind in ("applicationset", "chart", "folder") or target.speculative:
            return
        steps = {(phase, wave(item.value)) for item in target.resources for phase in phases(item.value)}
        if len(steps) > self.options.maximum:
            at = target.application if target.application is not None else target.resources[0]
            yield self.finding(at, f"{len(steps)} steps of phases and waves, at most {self.options.maximum} are fine")

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: c0
                    #       ^^ 3 steps of phases and waves, at most 2 are fine
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    data: {A: b}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: c1
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    data: {A: b}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: c2
                      annotations: {argocd.argoproj.io/sync-wave: "2"}
                    data: {A: b}
                    """,
            },
            options={"maximum": 2},
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: c0
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    data: {A: b}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: c1
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    data: {A: b}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: c2
                      annotations: {argocd.argoproj.io/sync-wave: "2"}
                    data: {A: b}
                    """,
            },
        ),
    )
