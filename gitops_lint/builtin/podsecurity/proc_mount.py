"""Rule: the kernel's files in /proc are masked."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class ProcMount(ControlRule):
    """The container sees the kernel's files in `/proc` unmasked.

    Some of them change the node as a whole.  Remove `procMount`; the default masks them.  Since Kubernetes 1.35 the level
    baseline allows it to pods with users of their own (`hostUsers: false`).

    **When to allow it.**  Container builds inside a container, with `hostUsers: false`.
    """

    summary = "the kernel's files in /proc are not masked"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = (
        "kube-linter:unsafe-proc-mount",
        "polaris:procMount",
        "KSV-0027",
        "kics:Container Runs Unmasked",
        "kyverno:disallow-proc-mount",
        "gatekeeper:proc-mount",
    )
    security_severity = 6.0
    control_id = "procMount"

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
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      securityContext:
                        procMount: Unmasked
                        #          ^^^^^^^^ violates PodSecurity "baseline": procMount (container "app" must not set securityContext.procMount to "Unmasked")
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
                  securityContext:
                    procMount: Default
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
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    procMount: Unmasked
            """,
            title="root inside is not root outside",
        ),
    )
