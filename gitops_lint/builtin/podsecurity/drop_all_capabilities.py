"""Rule: containers drop all capabilities."""

from __future__ import annotations

from gitops_lint.builtin.podsecurity._control import RESTRICTED, RestrictedRule
from gitops_lint.model.node import Node
from gitops_lint.podsecurity.values import Violation
from gitops_lint.rule import Bad, FixPlan, Good, Severity


class DropAllCapabilities(RestrictedRule):
    """The container keeps Linux capabilities, or takes back others than `NET_BIND_SERVICE`.

    Few programs need any.  Write `capabilities.drop: [ALL]` and add back `NET_BIND_SERVICE` for ports below 1024 at most.

    Capabilities that the level baseline forbids already are reported by `added-capabilities`.

    **When to allow it.**  Programs that change users or owners, such as some databases' init containers.
    """

    summary = "container keeps capabilities"
    severity = Severity.WARNING
    tags = RESTRICTED
    aliases = (
        "polaris:insecureCapabilities",
        "CKV_K8S_37",
        "CKV_K8S_28",
        "KSV-0003",
        "KSV-0004",
        "KSV-0106",
        "KSV-0119",
        "kube-linter:drop-net-raw-capability",
        "kics:No Drop Capabilities for Containers",
        "kics:NET_RAW Capabilities Not Being Dropped",
        "kubescape:C-0201",
        "kubescape:C-0199",
        "kubesec:CapDropAll",
        "kubesec:CapDropAny",
        "datree:CIS_MISSING_VALUE_DROP_NET_RAW",
        "kyverno:require-drop-all",
        "kyverno:disallow-capabilities-strict",
        "kyverno:require-drop-cap-net-raw",
    )
    security_severity = 4.0
    control_id = "capabilities_restricted"

    def fix(self, place: Violation, node: Node) -> FixPlan | None:
        """Drop all."""
        if "drop" not in place.pointer:
            return None
        drop = node.at("securityContext", "capabilities", "drop")
        change = drop.replace(["ALL"]) if drop else node.insert(("securityContext", "capabilities", "drop"), ["ALL"])
        return self.unsafe_fix("drop all capabilities", change)

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
                      #     ^^^ violates PodSecurity "restricted": unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"])
                      image: registry.example/app:1.4.2
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
                        capabilities:
                          drop:
                            - ALL
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
                    capabilities:
                      drop:
                      #^^^ violates PodSecurity "restricted": unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"])
                        - NET_RAW
            """,
            title="some are not all",
            fixed="""
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  securityContext:
                    capabilities:
                      drop:
                        - ALL
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
                    capabilities:
                      drop:
                        - ALL
                      add:
                        - CHOWN
                          #^^^^ violates PodSecurity "restricted": unrestricted capabilities (container "app" must not include "CHOWN" in securityContext.capabilities.add)
            """,
            title="taken back",
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
                    capabilities:
                      drop:
                        - ALL
                      add:
                        - NET_BIND_SERVICE
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
            title="not demanded before Kubernetes 1.22",
            config={"version": 1, "kubernetes-version": "1.21"},
        ),
    )
