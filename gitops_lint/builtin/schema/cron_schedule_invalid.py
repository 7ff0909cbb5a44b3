"""Rule: schedule or time zone of a CronJob cannot be read."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class CronScheduleInvalid(JudgedRule):
    """A schedule has five fields (minute, hour, day of month, month, day of week) or is a word such as `@daily`; the time
    zone is a name of the IANA database and has a field of its own.  The API server refuses all else.

    **When to allow it.**  Never: the object is refused.
    """

    summary = "schedule or time zone of a CronJob cannot be read"
    severity = Severity.ERROR
    tags = frozenset({"api-server", "jobs", "schema", "sync"})
    aliases = ("datree:CRONJOB_INVALID_SCHEDULE_VALUE",)

    examples = (
        Bad(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: report}
            spec:
              schedule: "0 25 * * *"
            #           ^^^^^^^^^^^^ spec.schedule: Invalid value '0 25 * * *': hour '25': end of range (25) above maximum (23)
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: report, image: "registry.example/report:3.1.0"}]
            """,
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: report}
            spec:
              schedule: "*/15 6-18 * * mon-fri"
              timeZone: Europe/Berlin
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: report, image: "registry.example/report:3.1.0"}]
            """,
        ),
    )
