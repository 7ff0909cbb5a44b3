"""Rule: containers say that they do not run as root."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import RESTRICTED, RestrictedRule
from gitops_lint.rule import Bad, Good, Severity


class RunAsNonRoot(RestrictedRule):
    """Nothing keeps the container from running as root.

    Set `runAsNonRoot: true` for the pod or for each container: the kubelet then refuses an image whose user is root.  A
    container's own value beats the pod's.  Pods with users of their own (`hostUsers: false`, Kubernetes 1.35) need not.

    **When to allow it.**  The image cannot run as another user; prefer `hostUsers: false` there.
    """

    summary = "container may run as root"
    severity = Severity.WARNING
    tags = RESTRICTED
    aliases = (
        "kube-linter:run-as-non-root",
        "polaris:runAsRootAllowed",
        "CKV_K8S_23",
        "KSV-0012",
        "kics:Container Running As Root",
        "kics:Root Containers Admitted",
        "kubescape:C-0013",
        "kubescape:C-0198",
        "kubesec:RunAsNonRoot",
        "datree:CONTAINERS_INCORRECT_RUNASNONROOT_VALUE",
        "kyverno:require-run-as-nonroot",
        "kyverno:service-mesh-require-run-as-nonroot",
    )
    security_severity = 4.5
    control_id = "runAsNonRoot"

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
                      #     ^^^ violates PodSecurity "restricted": runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true)
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
              securityContext:
                runAsNonRoot: true
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    runAsNonRoot: false
                    #             ^^^^^ violates PodSecurity "restricted": runAsNonRoot != true (container "app" must not set securityContext.runAsNonRoot=false)
            """,
            title="the container says the contrary",
        ),
        Bad(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsNonRoot: false
                #             ^^^^^ violates PodSecurity "restricted": runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    runAsNonRoot: true
            """,
            title="the pod must not say the contrary either",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                runAsNonRoot: true
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
                    runAsNonRoot: true
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
            """,
            title="root inside is not root outside",
        ),
    )
