"""Rule: every container has a seccomp profile."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import RESTRICTED, RestrictedRule
from gitops_lint.model.node import Node
from gitops_lint.podsecurity.values import Violation
from gitops_lint.rule import Bad, FixPlan, Good, Severity


class SeccompProfileMissing(RestrictedRule):
    """Neither the pod nor the container chooses a seccomp profile.

    Without one every system call is open, unless the kubelet has `seccompDefault`.  Write
    `seccompProfile: {type: RuntimeDefault}` for the pod or each container, or `Localhost` with a profile of your own.

    Turning it off is reported by `seccomp-unconfined`.

    **When to allow it.**  Programs that need rare system calls.
    """

    summary = "no seccomp profile is chosen"
    severity = Severity.WARNING
    tags = RESTRICTED
    aliases = (
        "kube-score:container-seccomp-profile",
        "CKV_K8S_31",
        "KSV-0030",
        "kics:Seccomp Profile Is Not Configured",
        "kubescape:C-0210",
        "kubesec:SeccompAny",
        "datree:CONTAINERS_INCORRECT_SECCOMP_PROFILE",
        "datree:CIS_INVALID_VALUE_SECCOMP_PROFILE",
        "kyverno:restrict-seccomp-strict",
        "gatekeeper:seccomp",
        "gatekeeper:seccompv2",
    )
    security_severity = 4.0
    control_id = "seccompProfile_restricted"

    def fix(self, place: Violation, node: Node) -> FixPlan | None:
        """Choose the runtime's own."""
        if not place.missing or node.at("securityContext", "seccompProfile") is not None:
            return None
        change = node.insert(("securityContext", "seccompProfile"), {"type": "RuntimeDefault"})
        return self.unsafe_fix("use the runtime's seccomp profile", change)

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
                      #     ^^^ violates PodSecurity "restricted": seccompProfile (pod or container "app" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")
                      image: registry.example/app:1.4.2
                      securityContext:
                        runAsNonRoot: true
            """,
            fixed="""
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
                        runAsNonRoot: true
                        seccompProfile:
                          type: RuntimeDefault
            """,
        ),
        Bad(
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
                    seccompProfile:
                      type: RuntimeDefault
                - name: proxy
                  #     ^^^^^ violates PodSecurity "restricted": seccompProfile (pod or container "proxy" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")
                  image: registry.example/proxy:1.4.2
            """,
            title="every container needs one",
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
              securityContext:
                seccompProfile:
                  type: Unconfined
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="baseline forbids that already",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              os:
                name: windows
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="Windows has no seccomp",
        ),
    )
