"""Rule: Ingress backend is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Severity


class DanglingIngress(DanglingRule):
    """An Ingress sends requests to a Service that nothing in the repository makes; visitors see an error.

    **When to allow it.**  Somebody else makes the Service; say so under `external:` in the configuration.
    """

    summary = "Ingress backend is not in the repository"
    severity = Severity.WARNING
    aliases = (
        "kube-linter:dangling-ingress",
        "kube-score:ingress-targets-service",
        "kubescape:C-0298",
    )
    kinds = ("networking.k8s.io/Ingress",)

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
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata:
                      name: web
                    spec:
                      rules:
                        - host: shop.example
                          http:
                            paths:
                              - path: /
                                pathType: Prefix
                                backend: {service: {name: web, port: {number: 80}}}
                    #                                     ^^^ Service 'web' is not in the repository
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata:
                      name: web
                    spec:
                      rules:
                        - host: shop.example
                          http:
                            paths:
                              - path: /
                                pathType: Prefix
                                backend: {service: {name: web, port: {number: 80}}}
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
