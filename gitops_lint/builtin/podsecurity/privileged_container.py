"""Rule: no container is privileged."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class PrivilegedContainer(ControlRule):
    """A privileged container is root on its node.

    It sees all devices, may load kernel modules and mount the node's disks: whoever breaks into it owns the node, and
    with it every pod there.  Take `privileged: true` away; what is really needed is mostly one capability, a device
    plugin or a CSI volume.

    **When to allow it.**  Network plugins, storage drivers and the like; label their namespace
    `pod-security.kubernetes.io/enforce: privileged`, which says so to the API server as well.
    """

    summary = "container is privileged"
    severity = Severity.ERROR
    tags = BASELINE
    aliases = (
        "kube-linter:privileged-container",
        "kube-score:container-security-context-privileged",
        "polaris:runAsPrivileged",
        "CKV_K8S_16",
        "KSV-0017",
        "kics:Container Is Privileged",
        "kubescape:C-0057",
        "kubescape:C-0193",
        "kubescape:C-0213",
        "kubesec:Privileged",
        "datree:CONTAINERS_INCORRECT_PRIVILEGED_VALUE_TRUE",
        "kyverno:disallow-privileged-containers",
        "gatekeeper:privileged-containers",
    )
    security_severity = 9.3
    control_id = "privileged"

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
                        privileged: true
                        #           ^^^^ violates PodSecurity "baseline": privileged (container "app" must not set securityContext.privileged=true)
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
                      initContainers:
                        - name: build
                          image: registry.example/build:1.4.2
                          securityContext:
                            privileged: true
                            #           ^^^^ violates PodSecurity "baseline": privileged (container "build" must not set securityContext.privileged=true)
                      containers:
                        - name: app
                          image: registry.example/app:1.4.2
            """,
            title="init containers count too",
        ),
        Bad(
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
                  securityContext:
                    privileged: true
                    #           ^^^^ violates PodSecurity "baseline": privileged (container "app" must not set securityContext.privileged=true)
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: baseline
                pod-security.kubernetes.io/enforce-version: v1.30
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
                    privileged: false
            """,
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
                  securityContext:
                    privileged: true
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: privileged
            """,
            title="the namespace allows it",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              securityContext:
                privileged: true
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="the field exists for containers only",
            valid=False,
        ),
    )
