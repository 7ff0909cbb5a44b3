"""Rule: nobody turns seccomp off."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class SeccompUnconfined(ControlRule):
    """The pod turns seccomp off.

    Every system call of the kernel is open to it, those that most ways out of a container need included.  Remove the
    setting, or use `RuntimeDefault` or a `Localhost` profile.

    **When to allow it.**  Debuggers and sandboxes that need rare system calls; a `Localhost` profile is better.
    """

    summary = "seccomp is turned off"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = (
        "KSV-0104",
        "kubesec:SeccompUnconfined",
        "kyverno:restrict-seccomp",
    )
    security_severity = 5.5
    control_id = "seccompProfile_baseline"

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
                    seccompProfile:
                      type: Unconfined
                      #     ^^^^^^^^^^ violates PodSecurity "baseline": seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Bad(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: web
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      securityContext:
                        seccompProfile:
                          type: Unconfined
                          #     ^^^^^^^^^^ violates PodSecurity "baseline": seccompProfile (container "app" must not set securityContext.seccompProfile.type to "Unconfined")
            """,
            title="for one container",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                seccompProfile:
                  type: RuntimeDefault
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    seccompProfile:
                      type: Localhost
                      localhostProfile: web.json
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="leaving it out is another rule",
        ),
    )
