"""Rule: no container runs as user 0."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import RESTRICTED, RestrictedRule
from gitops_lint.rule import Bad, Good, Severity


class RunAsUserZero(RestrictedRule):
    """The pod or container chooses user 0, root.

    Choose another with `runAsUser`, or leave it to the image together with `runAsNonRoot: true`.  Demanded by the level
    restricted since Kubernetes 1.23; pods with users of their own are free since 1.35.

    **When to allow it.**  Init containers that change the owner of a volume; `fsGroup` often does the same.
    """

    summary = "container runs as user 0"
    severity = Severity.WARNING
    tags = RESTRICTED
    aliases = (
        "KSV-0105",
        "kyverno:require-run-as-non-root-user",
        "gatekeeper:users",
    )
    security_severity = 5.0
    control_id = "runAsUser"

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  securityContext:
                    runAsUser: 0
                    #          ^ violates PodSecurity "restricted": runAsUser=0 (pod must not set runAsUser=0)
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              initContainers:
                - name: chown
                  image: registry.example/chown:1.4.2
                  securityContext:
                    runAsUser: 0
                    #          ^ violates PodSecurity "restricted": runAsUser=0 (container "chown" must not set runAsUser=0)
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="an init container",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsUser: 1000
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
              hostUsers: false
              securityContext:
                runAsUser: 0
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="root inside is not root outside",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsUser: 0
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="free before Kubernetes 1.23",
            config={"version": 1, "kubernetes-version": "1.22"},
        ),
    )
