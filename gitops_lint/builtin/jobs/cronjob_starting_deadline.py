"""Rule: a CronJob says how late it may start."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class CronjobStartingDeadline(Rule[Resource]):
    """The CronJob does not say how late a run may start, or allows less than the controller needs.

    Without `startingDeadlineSeconds` a CronJob that missed more than 100 runs, because it was suspended or the controller
    was down, never starts again.  The controller looks every 10 seconds: with a shorter deadline runs are missed.

    **When to allow it.**  Runs are far apart.
    """

    summary = "CronJob has no useful starting deadline"
    severity = Severity.INFO
    tags = frozenset({"jobs", "reliability"})
    aliases = (
        "kube-score:cronjob-has-deadline",
        "kics:CronJob Deadline Not Configured",
        "datree:CRONJOB_MISSING_STARTINGDEADLINESECOND_KEY",
    )
    kinds = ("batch/CronJob",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The CronJob, or a deadline that is too short."""
        deadline = target.at("spec", "startingDeadlineSeconds")
        if deadline is None or deadline.value is None:
            yield self.finding(target, "CronJob has no 'startingDeadlineSeconds'")
        elif isinstance(deadline.value, int) and deadline.value < 10:
            message = f"a deadline of {deadline.value} s is missed: the controller looks every 10 s"
            yield self.finding(deadline, message, severity=Severity.WARNING)

    examples = (
        Bad(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: report
              #     ^^^^^^ CronJob has no 'startingDeadlineSeconds'
            spec:
              schedule: 0 3 * * *
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
            """,
        ),
        Bad(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: report
            spec:
              schedule: 0 3 * * *
              startingDeadlineSeconds: 5
              #                        ^ a deadline of 5 s is missed: the controller looks every 10 s
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
            """,
            title="too short",
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: report
            spec:
              schedule: 0 3 * * *
              startingDeadlineSeconds: 300
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
            """,
        ),
    )
