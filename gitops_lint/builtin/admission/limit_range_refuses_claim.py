"""Rule: claims keep the bounds of their namespace's LimitRange."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.admission._namespace import TAGS, beside, claims_of
from gitops_lint.podsecurity.limits import claim_refusals
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class LimitRangeRefusesClaim(Rule[Resource]):
    """The LimitRange of the namespace refuses a PersistentVolumeClaim: too much storage, too little, or none named.

    The sync fails at a claim that is an object of its own.  Claims that a StatefulSet or an ephemeral volume makes fail
    later: the workload is applied, and its pods never start.

    **When to allow it.**  Never; change the one or the other.
    """

    summary = "LimitRange refuses a PersistentVolumeClaim"
    severity = Severity.ERROR
    tags = TAGS
    kinds = (
        "PersistentVolumeClaim",
        "Pod",
        "apps/DaemonSet",
        "apps/Deployment",
        "apps/StatefulSet",
        "argoproj.io/Rollout",
        "batch/CronJob",
        "batch/Job",
    )

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each claim that is refused, in the API server's words."""
        ranges = beside(repo, target, "LimitRange")
        for claim in claims_of(target) if ranges else ():
            for limit_range in ranges:
                for violation in claim_refusals(claim.get("spec"), limit_range.value):
                    node = claim.at("spec", *violation.pointer, "storage") or claim
                    yield self.finding(node, violation.detail, related=[(limit_range, "this LimitRange")])

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: data
              namespace: shop
            spec:
              accessModes: [ReadWriteOnce]
              resources:
                requests:
                  storage: 20Gi
                  #        ^^^^ maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 20Gi
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: PersistentVolumeClaim
                  max: {storage: 10Gi}
                  min: {storage: 1Gi}
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: db
              namespace: shop
            spec:
              serviceName: db
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  containers: [{name: app, image: "registry.example/db:1.4.2"}]
                  volumes:
                    - name: scratch
                      ephemeral:
                        volumeClaimTemplate:
                          spec:
                            accessModes: [ReadWriteOnce]
                            resources: {requests: {storage: 500Mi}}
                            #                               ^^^^^ minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 500Mi
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec:
                    accessModes: [ReadWriteOnce]
                    resources: {requests: {storage: 20Gi}}
                    #                               ^^^^ maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 20Gi
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: PersistentVolumeClaim
                  max: {storage: 10Gi}
                  min: {storage: 1Gi}
            """,
            title="claims that are made for each pod",
        ),
        Good(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: data
              namespace: shop
            spec:
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 10Gi}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: data
              namespace: search
            spec:
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 20Gi}}
            ---
            apiVersion: v1
            kind: LimitRange
            metadata:
              name: limits
              namespace: shop
            spec:
              limits:
                - type: PersistentVolumeClaim
                  max: {storage: 10Gi}
                  min: {storage: 1Gi}
            """,
            title="at the bound, and in another namespace",
        ),
    )
