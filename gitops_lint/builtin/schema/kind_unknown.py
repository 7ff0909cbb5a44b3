"""Rule: every kind is spelt as the API server knows it."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.repository import judge, remarkable
from gitops_lint.apischema.store import Known, Unknown
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Rule, Severity


class KindUnknown(Rule[Repository]):
    """Kind or group do not exist, but look much like one that does: the sync fails.

    A kind that resembles nothing known is probably a custom one: see `schema-not-found`.

    **When to allow it.**  The kind exists in the cluster; add its CustomResourceDefinition to the repository.
    """

    summary = "kind or API group is misspelt"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "schema", "sync"})
    aliases = ("kubectl-validate:no-kind-match",)

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """Every object of a kind that is probably another."""
        court = target.once(judge)
        for resource, standing in target.once(remarkable):
            found = standing.found
            if standing.lifecycle is not None or not isinstance(found, Unknown) or found.suggestion is None:
                continue
            meant = found.suggestion
            known = court.store.lookup(*meant, str(resource.context.kubernetes))
            built_in = isinstance(known, Known) and known.source == "kubernetes"
            if found.reason == "version" and not built_in:
                continue  # another release of the definition may have it
            node = resource.at("kind" if found.reason == "kind" and meant.group == resource.group else "apiVersion")
            yield self.finding(
                node or resource,
                f"{resource.api_version} {resource.kind} is unknown, did you mean {meant.api_version} {meant.kind}?",
                confidence=None if built_in else Confidence.MEDIUM,
            )

    examples = (
        Bad(
            """
            apiVersion: v1
            #           ^^ v1 Deployment is unknown, did you mean apps/v1 Deployment?
            kind: Deployment
            metadata: {name: web}
            spec: {}
            """,
            valid=False,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: StatefullSet
            #     ^^^^^^^^^^^^ apps/v1 StatefullSet is unknown, did you mean apps/v1 StatefulSet?
            metadata: {name: db}
            spec: {}
            """,
            valid=False,
        ),
        Bad(
            """
            apiVersion: extensions/v1beta1
            #           ^^^^^^^^^^^^^^^^^^ extensions/v1beta1 HorizontalPodAutoscaler is unknown, did you mean autoscaling/v2 HorizontalPodAutoscaler?
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec: {}
            """,
            title="a group that Kubernetes no longer has",
            valid=False,
        ),
        Good(
            """
            apiVersion: example.io/v1
            kind: Database
            metadata: {name: db}
            """,
            title="like nothing known",
        ),
        Good(
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: web}
            """,
            title="named like a kind of the core, and none of it",
        ),
        Good(
            """
            apiVersion: batch/v1beta1
            kind: CronJob
            metadata: {name: report}
            spec: {schedule: "@daily"}
            """,
            title="removed, not misspelt",
            valid=False,
        ),
    )
