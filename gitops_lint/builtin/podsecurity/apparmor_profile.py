"""Rule: nobody turns AppArmor off."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class ApparmorProfile(ControlRule):
    """The pod turns AppArmor off.

    The runtime's profile keeps a container from writing to the kernel's files and mounting file systems.  Remove the
    setting, or use `RuntimeDefault` or a `Localhost` profile.

    **When to allow it.**  Tools that trace or mount, in a namespace labelled for it.
    """

    summary = "AppArmor is turned off"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = (
        "KSV-0002",
        "kics:Missing AppArmor Profile",
        "kubesec:ApparmorUnconfined",
        "kyverno:restrict-apparmor-profiles",
        "gatekeeper:apparmor",
    )
    security_severity = 5.0
    control_id = "appArmorProfile"

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
                        appArmorProfile:
                          type: Unconfined
                          #     ^^^^^^^^^^ violates PodSecurity "baseline": forbidden AppArmor profile (container "app" must not set AppArmor profile type to "Unconfined")
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                appArmorProfile:
                  type: Unconfined
                  #     ^^^^^^^^^^ violates PodSecurity "baseline": forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="for the whole pod",
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: DaemonSet
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
                  annotations:
                    container.apparmor.security.beta.kubernetes.io/app: unconfined
                    #                                                   ^^^^^^^^^^ violates PodSecurity "baseline": forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/app="unconfined"")
                spec:
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="the annotation of before 1.30",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations:
                container.apparmor.security.beta.kubernetes.io/app: localhost/web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    appArmorProfile:
                      type: RuntimeDefault
            """,
        ),
    )
