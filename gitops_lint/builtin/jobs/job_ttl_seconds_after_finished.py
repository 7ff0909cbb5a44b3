"""Rule: finished Jobs go away, in one way."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_HOOKS = ("argocd.argoproj.io/hook", "helm.sh/hook")


class JobTtlSecondsAfterFinished(Rule[Resource]):
    """A Job stays behind when it is done; or a CronJob's runs are deleted in two ways.

    Set `ttlSecondsAfterFinished` on a Job that nobody else deletes.  A CronJob keeps the runs that its history limits say;
    with a time to live as well, failed ones vanish before anybody looks.

    Argo CD makes a Job again that has gone while it is still in git: make it a hook there, see
    `argocd.argoproj.io/hook`.

    **When to allow it.**  Jobs that are kept on purpose; in Argo CD, Jobs that are no hooks.
    """

    summary = "finished Job stays behind"
    severity = Severity.INFO
    tags = frozenset({"jobs", "reliability"})
    aliases = (
        "kube-linter:job-ttl-seconds-after-finished",
        "kyverno:add-ttl-jobs",
    )
    kinds = ("batch/CronJob", "batch/Job")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The Job without, or the CronJob with a time to live."""
        if target.kind == "CronJob":
            ttl = target.at("spec", "jobTemplate", "spec", "ttlSecondsAfterFinished")
            if ttl is not None:
                message = "runs are deleted after a time although the history limits keep them"
                yield self.finding(ttl, message, grip="key")
        elif target.get("spec", "ttlSecondsAfterFinished") is None and not any(
            hook in target.annotations for hook in _HOOKS
        ):
            yield self.finding(target, "Job has no 'ttlSecondsAfterFinished' and stays when it is done")

    examples = (
        Bad(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              #     ^^^^^^^ Job has no 'ttlSecondsAfterFinished' and stays when it is done
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
              jobTemplate:
                spec:
                  ttlSecondsAfterFinished: 300
                  #^^^^^^^^^^^^^^^^^^^^^^ runs are deleted after a time although the history limits keep them
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
            """,
            title="a CronJob cleans up by its history limits",
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
            spec:
              ttlSecondsAfterFinished: 3600
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
            kind: Job
            metadata:
              name: migrate
              annotations:
                argocd.argoproj.io/hook: PreSync
                argocd.argoproj.io/hook-delete-policy: HookSucceeded
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="Argo CD deletes its hooks",
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              annotations:
                helm.sh/hook: pre-upgrade
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="a hook of Helm",
        ),
    )
