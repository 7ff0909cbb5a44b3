"""Rule: a CronJob says what happens when a run takes too long."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class CronjobConcurrencyPolicy(Rule[Resource]):
    """The CronJob starts a run although the last one still works.

    Runs that hang pile up until the nodes are full.  Set `concurrencyPolicy` to `Forbid` or `Replace`.

    **When to allow it.**  Runs may overlap and always end.
    """

    summary = "runs of a CronJob may overlap"
    severity = Severity.INFO
    tags = frozenset({"jobs", "reliability"})
    aliases = ("datree:CRONJOB_MISSING_CONCURRENCYPOLICY_KEY",)
    kinds = ("batch/CronJob",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The CronJob, or the policy."""
        policy = target.at("spec", "concurrencyPolicy")
        if policy is None or policy.value in (None, "Allow"):
            yield self.finding(policy or target, "runs may overlap: 'concurrencyPolicy' is 'Allow'")

    examples = (
        Bad(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: report
              #     ^^^^^^ runs may overlap: 'concurrencyPolicy' is 'Allow'
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
              concurrencyPolicy: Allow
              #                  ^^^^^ runs may overlap: 'concurrencyPolicy' is 'Allow'
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
            """,
            title="in so many words",
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: report
            spec:
              schedule: 0 3 * * *
              concurrencyPolicy: Forbid
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
        Good(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: report
            spec:
              schedule: 0 3 * * *
              concurrencyPolicy: Replace
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
