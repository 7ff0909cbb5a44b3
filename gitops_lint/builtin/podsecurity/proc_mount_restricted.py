"""Rule: the level restricted masks the kernel's files for every pod."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import RESTRICTED, RestrictedRule
from gitops_lint.rule import Bad, Good, Severity


class ProcMountRestricted(RestrictedRule):
    """The container sees the kernel's files in `/proc` unmasked, in a pod with users of its own.

    The level baseline allows that since Kubernetes 1.35, the level restricted does not.  What baseline forbids too is
    reported by `proc-mount`.

    **When to allow it.**  Container builds inside a container; use the level baseline for their namespace.
    """

    summary = "the kernel's files in /proc are not masked, in a pod with users of its own"
    severity = Severity.WARNING
    tags = RESTRICTED
    aliases = ("kubescape:C-0211",)
    security_severity = 3.0
    control_id = "procMount_restricted"

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
                  hostUsers: false
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
                      securityContext:
                        procMount: Unmasked
                        #          ^^^^^^^^ violates PodSecurity "restricted": procMount (container "app" must not set securityContext.procMount to "Unmasked")
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
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    procMount: Unmasked
            """,
            title="baseline forbids it already",
        ),
    )
