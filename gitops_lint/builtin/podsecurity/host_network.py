"""Rule: no pod shares the network of its node."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import BASELINE, ControlRule
from gitops_lint.rule import Bad, Good, Severity


class HostNetwork(ControlRule):
    """The pod shares the network of its node.

    It can reach what listens on the node's loopback, sniff the traffic of its neighbours, and no
    NetworkPolicy applies to it.  On EKS it also reads the node's credentials from the instance metadata service.  Take `hostNetwork: true` away.

    **When to allow it.**  Agents that work on the node itself; run them in a namespace labelled
    `pod-security.kubernetes.io/enforce: privileged`.
    """

    summary = "pod shares the network of its node"
    severity = Severity.WARNING
    tags = BASELINE
    aliases = (
        "kube-linter:host-network",
        "polaris:hostNetworkSet",
        "CKV_K8S_19",
        "KSV-0009",
        "kics:Shared Host Network Namespace",
        "kubescape:C-0041",
        "kubescape:C-0196",
        "kubesec:HostNetwork",
        "datree:CONTAINERS_INCORRECT_HOSTNETWORK_VALUE_TRUE",
        "kyverno:disallow-host-namespaces",
        "gatekeeper:host-network-ports",
    )
    security_severity = 6.5
    control_id = "hostNamespaces"
    keys = ("hostNetwork",)

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
                  hostNetwork: true
                  #            ^^^^ violates PodSecurity "baseline": host namespaces (hostNetwork=true)
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
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
                  hostNetwork: true
                  #            ^^^^ violates PodSecurity "baseline": host namespaces (hostNetwork=true)
                  containers:
                    - name: app
                      image: registry.example/app:1.4.2
            """,
            title="no admission controller looks into custom kinds, their pods are refused",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              hostNetwork: false
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
              hostPID: true
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
            title="what another rule says",
        ),
        Good(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
            spec:
              hostNetwork: true
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                pod-security.kubernetes.io/enforce: privileged
                pod-security.kubernetes.io/warn: privileged
            """,
            title="the namespace allows it",
        ),
    )
