"""Rule: sync wave on the template of an ApplicationSet."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import ApplicationSet, Bad, Good, Occurrence, Rule, Severity
from gitops_lint.syncplan.waves import SYNC_WAVE


class ApplicationsetWaveWithoutEffect(Rule[ApplicationSet]):
    """The template of an ApplicationSet gives its Applications a sync wave. Waves order what one sync applies; the
    Applications of a set are made by its controller, all at once.

    `spec.strategy.type: RollingSync` orders them, by labels.

    **When to allow it.**  Never; the annotation says what does not happen.
    """

    summary = "sync wave on the template of an ApplicationSet"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    def check(self, target: ApplicationSet) -> Iterator[Occurrence]:
        """The annotation, where nothing else orders the Applications."""
        wave = target.at("spec", "template", "metadata", "annotations", SYNC_WAVE)
        if wave is not None and target.get("spec", "strategy", "type") != "RollingSync":
            message = "sync wave on Applications that no sync applies has no effect"
            yield self.finding(wave, message, grip="key")

    examples = (
        Bad(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators: [{list: {elements: [{name: one}, {name: two}]}}]
                      template:
                        metadata:
                          name: "{{ .name }}"
                          annotations:
                            argocd.argoproj.io/sync-wave: "1"
                    #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sync wave on Applications that no sync applies has no effect
                        spec:
                          project: default
                          destination: {name: prod, namespace: shop}
                          source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                    """,
            },
        ),
        Good(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators: [{list: {elements: [{name: one}, {name: two}]}}]
                      template:
                        metadata:
                          name: "{{ .name }}"
                        spec:
                          project: default
                          destination: {name: prod, namespace: shop}
                          source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                    """,
            },
        ),
        Good(
            title="ordered by its strategy",
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      strategy: {type: RollingSync, rollingSync: {steps: [{matchExpressions: [{key: env, operator: In, values: [dev]}]}]}}
                      generators: [{list: {elements: [{name: one}, {name: two}]}}]
                      template:
                        metadata:
                          name: "{{ .name }}"
                          annotations:
                            argocd.argoproj.io/sync-wave: "1"
                        spec:
                          project: default
                          destination: {name: prod, namespace: shop}
                          source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                    """,
            },
        ),
    )
