"""Rule: route backend is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Severity


class DanglingGatewayBackend(DanglingRule):
    """A route of the Gateway API sends requests to a Service that nothing in the repository makes.

    **When to allow it.**  Somebody else makes the Service; say so under `external:` in the configuration.
    """

    summary = "route backend is not in the repository"
    severity = Severity.WARNING
    aliases = ("kubescape:C-0302",)
    kinds = (
        "gateway.networking.k8s.io/HTTPRoute",
        "gateway.networking.k8s.io/GRPCRoute",
        "gateway.networking.k8s.io/TCPRoute",
        "gateway.networking.k8s.io/TLSRoute",
        "gateway.networking.k8s.io/UDPRoute",
    )

    def concerns(self, reference: Reference) -> bool:
        """Backends."""
        return reference.kind == "Service"

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: web}
                    spec:
                      parentRefs: [{name: public}]
                      rules:
                        - backendRefs:
                            - name: web
                    #               ^^^ Service 'web' is not in the repository
                              port: 80
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: web}
                    spec:
                      parentRefs: [{name: public}]
                      rules:
                        - backendRefs:
                            - name: web
                              port: 80
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: web
                    spec:
                      selector: {app: web}
                      ports:
                        - port: 80
                          targetPort: 80
                    """,
            },
        ),
    )
