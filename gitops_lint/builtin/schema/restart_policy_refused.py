"""Rule: restart policy is not one that the kind takes."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class RestartPolicyRefused(JudgedRule):
    """Deployments, StatefulSets, DaemonSets and ReplicaSets take `Always` only; Jobs and CronJobs take `OnFailure` or
    `Never`, and must say which, because the default is `Always`.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "restart policy is not one that the kind takes"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "jobs", "schema", "sync"})
    aliases = ("kube-score:cronjob-restartpolicy",)

    examples = (
        Bad(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec:
              template:
                spec:
            #   ^^^^ spec.template.spec: Required value: restartPolicy is Always by default, valid values: 'OnFailure', 'Never'
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  restartPolicy: OnFailure
                  #              ^^^^^^^^^ spec.template.spec.restartPolicy: Unsupported value: 'OnFailure': supported values: 'Always'
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec:
              template:
                spec:
                  restartPolicy: OnFailure
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """,
        ),
    )
