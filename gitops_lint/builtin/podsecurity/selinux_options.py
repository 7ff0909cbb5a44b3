"""Rule: SELinux keeps containers apart."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class SelinuxOptions(ControlRule):
    """The pod chooses an SELinux type, user or role that is not meant for containers.

    Such a type can reach files and processes of the node.  Leave `user` and `role` out and use one of `container_t`,
    `container_init_t`, `container_kvm_t` and, since Kubernetes 1.31, `container_engine_t`.

    **When to allow it.**  Node agents such as log shippers on Bottlerocket, in a namespace labelled for it.
    """

    summary = "SELinux options beyond those of containers"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = (
        "KSV-0025",
        "kubescape:C-0211",
        "datree:EKS_INVALID_SELINUXOPTIONS_TYPE_VALUE",
        "datree:EKS_INVALID_SELINUXOPTIONS_USER_VALUE",
        "datree:EKS_INVALID_SELINUXOPTIONS_ROLE_VALUE",
        "kyverno:disallow-selinux",
        "gatekeeper:selinux",
    )
    security_severity = 5.5
    control_id = "seLinuxOptions"

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
                    seLinuxOptions:
                      type: spc_t
                      #     ^^^^^ violates PodSecurity "baseline": seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t")
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
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    seLinuxOptions:
                      user: system_u
                      #     ^^^^^^^^ violates PodSecurity "baseline": seLinuxOptions (container "app" set forbidden securityContext.seLinuxOptions: user may not be set)
                      role: system_r
                      #     ^^^^^^^^ violates PodSecurity "baseline": seLinuxOptions (container "app" set forbidden securityContext.seLinuxOptions: role may not be set)
            """,
            title="user and role",
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
                    seLinuxOptions:
                      type: container_t
                      level: s0:c123,c456
            """,
        ),
    )
