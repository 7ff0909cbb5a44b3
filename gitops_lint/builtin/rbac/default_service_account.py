"""Rule: workloads have a ServiceAccount of their own."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import TAGS
from gitops_lint.rbac.bindings import account_name
from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class DefaultServiceAccount(Rule[Workload]):
    """The pods run as the ServiceAccount `default`, with its token.

    Rights that one of them needs are then given to all.  Name a ServiceAccount of its own, or set
    `automountServiceAccountToken: false` where the program does not talk to the API server.

    **When to allow it.**  Programs that need neither rights nor AWS roles.
    """

    summary = "pods run as the ServiceAccount 'default'"
    severity = Severity.INFO
    tags = TAGS
    aliases = (
        "kube-linter:default-service-account",
        "kics:Service Account Name Undefined Or Empty",
        "kubescape:C-0225",
        "kubesec:ServiceAccountName",
    )

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The workload, or the name it writes."""
        if account_name(target) == "default" and target.pod.get("automountServiceAccountToken") is not False:
            at = target.pod.at("serviceAccountName") or target.resource
            yield self.finding(at, "pods run as the ServiceAccount 'default', with its token")

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              #     ^^^ pods run as the ServiceAccount 'default', with its token
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
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
              name: web
            spec:
              schedule: 0 3 * * *
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      serviceAccountName: default
                      #                   ^^^^^^^ pods run as the ServiceAccount 'default', with its token
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
            """,
            title="in so many words",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              serviceAccountName: web
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              serviceAccount: web
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="the old name of the field",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              automountServiceAccountToken: false
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="it does not use the account at all",
        ),
    )
