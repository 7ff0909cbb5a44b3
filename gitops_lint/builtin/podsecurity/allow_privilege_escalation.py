"""Rule: containers give up gaining privileges."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import RESTRICTED, RestrictedRule
from gitops_lint.model.node import Node
from gitops_lint.podsecurity.values import Violation
from gitops_lint.rule import Bad, FixPlan, Good, Severity


class AllowPrivilegeEscalation(RestrictedRule):
    """The container does not say `allowPrivilegeEscalation: false`.

    Only then the kernel ignores setuid programs such as `sudo`, and a process can never get more rights than the one that
    started it.  The default is true.

    The fix is not offered to privileged containers and those that add `SYS_ADMIN`: the API server refuses the two
    together.

    **When to allow it.**  The program needs a setuid helper.
    """

    summary = "container may gain privileges"
    severity = Severity.WARNING
    tags = RESTRICTED
    aliases = (
        "kube-linter:privilege-escalation-container",
        "polaris:privilegeEscalationAllowed",
        "CKV_K8S_20",
        "KSV-0001",
        "kics:Privilege Escalation Allowed",
        "kubescape:C-0016",
        "kubescape:C-0197",
        "kubesec:AllowPrivilegeEscalation",
        "datree:CONTAINERS_MISSING_KEY_ALLOWPRIVILEGEESCALATION",
        "kyverno:disallow-privilege-escalation",
        "gatekeeper:allow-privilege-escalation",
    )
    security_severity = 4.0
    control_id = "allowPrivilegeEscalation"

    def fix(self, place: Violation, node: Node) -> FixPlan | None:
        """Say it."""
        security = node.mapping("securityContext")
        added = node.sequence("securityContext", "capabilities", "add")
        if security.get("privileged") is True or {"SYS_ADMIN", "CAP_SYS_ADMIN"} & {str(name) for name in added}:
            return None
        at = node.at("securityContext", "allowPrivilegeEscalation")
        change = at.replace(False) if at else node.insert(("securityContext", "allowPrivilegeEscalation"), False)
        return self.unsafe_fix("forbid gaining privileges", change)

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
                      #     ^^^ violates PodSecurity "restricted": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)
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
                        allowPrivilegeEscalation: false
            """,
        ),
        Bad(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: web
            spec:
              serviceName: web
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
                        allowPrivilegeEscalation: true
                        #                         ^^^^ violates PodSecurity "restricted": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)
            """,
            title="said the other way",
            fixed="""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: web
            spec:
              serviceName: web
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
                        allowPrivilegeEscalation: false
            """,
        ),
        Bad(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: web
              namespace: shop
            spec:
              schedule: 0 3 * * *
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: app
                          #     ^^^ violates PodSecurity "restricted": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)
                          image: registry.example/app:1.4.2
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: restricted
                pod-security.kubernetes.io/enforce-version: v1.24
            """,
            title="the namespace enforces the level",
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
                    allowPrivilegeEscalation: false
            """,
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
            title="Windows knows no such thing",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
            """,
            title="the namespace asks for less",
        ),
    )
