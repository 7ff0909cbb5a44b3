"""Rule: value that no template of its chart reads."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.wording import dotted, similar
from gitops_lint.model.origin import Written
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Place, Repository, Rule, Severity


class HelmValueUnused(Rule[Repository]):
    """A values file or an Application sets a value that nothing in the chart reads: `resource` where the chart knows
    `resources`.

    Helm takes any value and says nothing; what was meant to be set keeps its default.  Reported only where both the
    text of the chart (its templates and those of its subcharts, in every branch, and values that are templates
    themselves) never mentions the name, and helm prints the same without the value.  Silent where a template takes
    `.Values` as a whole, or where a dependency is packaged.

    **When to allow it.**  Something else than the chart reads the file; keys that start with `x-`, `_` or a dot, and
    anchors, are never reported.
    """

    summary = "value that no template of its chart reads"
    severity = Severity.WARNING
    tags = frozenset({"helm"})

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """Every place where values are set."""
        if all(type(resource.origin) is Written for resource in repo.resources):
            return  # no chart made anything, so there is no need for the means to render one
        from gitops_lint.workspace.unread import unread_values

        for found in repo.once(unread_values):
            meant = similar(str(found.path[-1]), found.beside)
            hint = f", did you mean '{meant}'?" if meant else ""
            yield self.finding(
                Place(found.cause.path, found.cause.document, found.cause.pointer),
                f"nothing in chart '{found.chart}' reads value '{dotted(found.path)}'{hint}",
                grip="key",
                severity=Severity.INFO if found.default else None,
                confidence=None if meant else Confidence.MEDIUM,
            )

    examples = (
        Bad(
            files={
                "web/Chart.yaml": "{apiVersion: v2, name: web, version: 1.0.0}\n",
                "web/templates/limits.yaml": """
                    apiVersion: v1
                    kind: LimitRange
                    metadata: {name: web}
                    spec:
                      limits:
                        - type: Container
                          max: {cpu: {{ .Values.maximum }}}
                          {{- toYaml .Values.resources | nindent 6 }}
                    """,
                "web/values.yaml": "maximum: 4\nresources: {default: {cpu: 1}}\n",
                "web/values-prod.yaml": """
                    maximum: 8
                    resource: {default: {cpu: 2}}
                    #^^^^^^^ nothing in chart 'web' reads value 'resource', did you mean 'resources'?
                    """,
            },
            needs="helm",
        ),
        Good(
            files={
                "web/Chart.yaml": "{apiVersion: v2, name: web, version: 1.0.0}\n",
                "web/templates/quota.yaml": """
                    {{- if .Values.quota.enabled }}
                    apiVersion: v1
                    kind: ResourceQuota
                    metadata: {name: web}
                    spec:
                      hard: {{- toYaml .Values.quota.hard | nindent 4 }}
                    {{- end }}
                    """,
                "web/values.yaml": "quota: {enabled: true, hard: {pods: 3}}\n",
                "web/values-dev.yaml": "quota: {enabled: false, hard: {secrets: 5}}\n",
            }
        ),
    )
