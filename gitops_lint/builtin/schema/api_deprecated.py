"""Rule: no API version is one that will be removed."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.lifecycle import KUBERNETES
from gitops_lint.apischema.repository import remarkable
from gitops_lint.apischema.store import Known
from gitops_lint.builtin.schema._rewrite import rewritten
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Rule, Severity


class ApiDeprecated(Rule[Repository]):
    """The cluster serves this version of the kind with a warning, and a later one will not.

    A warning where the removal is planned, else for information.  Which version counts: see `api-removed`, which
    reports what is gone already.

    The fix writes the version that replaces it, where both have the same fields.

    **When to allow it.**  The replacement is not in all clusters yet.
    """

    summary = "API version is deprecated"
    severity = Severity.WARNING
    tags = frozenset({"deprecation", "schema"})
    aliases = (
        "kube-linter:no-extensions-v1beta",
        "kube-score:stable-version",
        "KSV-0107",
        "kics:Object Is Using A Deprecated API Version",
        "pluto:deprecated",
        "datree:K8S_DEPRECATED_APIVERSION_1.16",
        "datree:K8S_DEPRECATED_APIVERSION_1.17",
        "datree:K8S_DEPRECATED_APIVERSION_1.19",
        "datree:K8S_DEPRECATED_APIVERSION_1.21",
        "datree:K8S_DEPRECATED_APIVERSION_1.22",
        "datree:K8S_DEPRECATED_APIVERSION_1.23",
        "datree:K8S_DEPRECATED_APIVERSION_1.24",
    )

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """Every object whose API is on its way out."""
        for resource, standing in target.once(remarkable):
            life = standing.lifecycle
            if life is not None and life.status == "deprecated":
                yield self.finding(
                    resource.at("apiVersion") or resource,
                    life.message,
                    severity=None if life.removed_in else Severity.INFO,
                    confidence=None if life.component == KUBERNETES else Confidence.MEDIUM,
                    fix=rewritten(self, resource, life),
                )
            elif life is None and isinstance(standing.found, Known) and standing.found.deprecated:
                if not standing.found.served:
                    continue  # that is for `api-removed` to say
                own = standing.found.source == "repository"
                yield self.finding(
                    resource.at("apiVersion") or resource,
                    standing.found.deprecated,
                    severity=None if own else Severity.INFO,
                    confidence=None if own else Confidence.MEDIUM,
                )

    examples = (
        Bad(
            """
            apiVersion: batch/v1beta1
            #           ^^^^^^^^^^^^^ batch/v1beta1 CronJob is deprecated in v1.21+, unavailable in v1.25+; use batch/v1 CronJob
            kind: CronJob
            metadata: {name: report}
            spec: {schedule: "@daily"}
            """,
            fixed="""
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: report}
            spec: {schedule: "@daily"}
            """,
            config={"kubernetes-version": "1.24"},
            valid=False,
        ),
        Good("""
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: report}
            spec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {containers: []}}}}}
            """),
        Good(
            """
            apiVersion: batch/v1beta1
            kind: CronJob
            metadata: {name: report}
            spec: {schedule: "@daily"}
            """,
            title="gone already: that is api-removed",
            valid=False,
        ),
    )
