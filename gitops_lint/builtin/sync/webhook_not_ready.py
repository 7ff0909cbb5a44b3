"""Rule: webhook judges an object before its pods can be ready."""

from __future__ import annotations

from gitops_lint.builtin.sync._mistakes import SyncRule
from gitops_lint.rule import Bad, Good, Severity


class WebhookNotReady(SyncRule):
    """A webhook of the same sync judges an object before its pods can be ready: the issuer in the wave of cert-manager, the
    policy in the wave of its controller. With `failurePolicy: Fail` the API server refuses the object, and the sync fails.
    Argo CD waits for pods between waves alone: give what is judged a later wave than the webhook's Deployment.

    **When to allow it.**  `retry` in the sync policy heals the first sync, and that is good enough.
    """

    summary = "webhook judges an object before its pods can be ready"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: webhook
                      namespace: certs
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      selector: {matchLabels: {app: webhook}}
                      template:
                        metadata: {labels: {app: webhook}}
                        spec: {containers: [{name: webhook, image: "registry.example/webhook:1.4.2"}]}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: webhook, namespace: certs}
                    spec: {selector: {app: webhook}, ports: [{port: 443}]}
                    ---
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: certs}
                    webhooks:
                      - name: certs.example.com
                        admissionReviewVersions: [v1]
                        sideEffects: None
                        clientConfig: {service: {name: webhook, namespace: certs, path: /validate}}
                        rules:
                          - {apiGroups: [cert-manager.io], apiVersions: [v1], operations: [CREATE, UPDATE], resources: ["*/*"]}
                    ---
                    apiVersion: cert-manager.io/v1
                    kind: ClusterIssuer
                    metadata:
                    #^^^^^^^ ClusterIssuer 'internal' of phase Sync, wave 0 is judged by ValidatingWebhookConfiguration 'certs', whose Deployment 'webhook' is of phase Sync, wave 0; nothing waits for its pods in between: on a first sync 'failed calling webhook'
                      name: internal
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec: {selfSigned: {}}
                    """,
            },
        ),
        Good(
            title="a later wave",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: webhook
                      namespace: certs
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      selector: {matchLabels: {app: webhook}}
                      template:
                        metadata: {labels: {app: webhook}}
                        spec: {containers: [{name: webhook, image: "registry.example/webhook:1.4.2"}]}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: webhook, namespace: certs}
                    spec: {selector: {app: webhook}, ports: [{port: 443}]}
                    ---
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: certs}
                    webhooks:
                      - name: certs.example.com
                        admissionReviewVersions: [v1]
                        sideEffects: None
                        clientConfig: {service: {name: webhook, namespace: certs, path: /validate}}
                        rules:
                          - {apiGroups: [cert-manager.io], apiVersions: [v1], operations: [CREATE, UPDATE], resources: ["*/*"]}
                    ---
                    apiVersion: cert-manager.io/v1
                    kind: ClusterIssuer
                    metadata:
                      name: internal
                      annotations: {argocd.argoproj.io/sync-wave: "1"}
                    spec: {selfSigned: {}}
                    """,
            },
        ),
        Good(
            title="refusals are ignored",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: webhook
                      namespace: certs
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      selector: {matchLabels: {app: webhook}}
                      template:
                        metadata: {labels: {app: webhook}}
                        spec: {containers: [{name: webhook, image: "registry.example/webhook:1.4.2"}]}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: webhook, namespace: certs}
                    spec: {selector: {app: webhook}, ports: [{port: 443}]}
                    ---
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: certs}
                    webhooks:
                      - name: certs.example.com
                        admissionReviewVersions: [v1]
                        failurePolicy: Ignore
                        sideEffects: None
                        clientConfig: {service: {name: webhook, namespace: certs, path: /validate}}
                        rules:
                          - {apiGroups: [cert-manager.io], apiVersions: [v1], operations: [CREATE, UPDATE], resources: ["*/*"]}
                    ---
                    apiVersion: cert-manager.io/v1
                    kind: ClusterIssuer
                    metadata:
                      name: internal
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec: {selfSigned: {}}
                    """,
            },
        ),
        Good(
            title="it judges something else",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: webhook
                      namespace: certs
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      selector: {matchLabels: {app: webhook}}
                      template:
                        metadata: {labels: {app: webhook}}
                        spec: {containers: [{name: webhook, image: "registry.example/webhook:1.4.2"}]}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: webhook, namespace: certs}
                    spec: {selector: {app: webhook}, ports: [{port: 443}]}
                    ---
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: certs}
                    webhooks:
                      - name: certs.example.com
                        admissionReviewVersions: [v1]
                        sideEffects: None
                        clientConfig: {service: {name: webhook, namespace: certs, path: /validate}}
                        rules:
                          - {apiGroups: [acme.example], apiVersions: [v1], operations: [CREATE, UPDATE], resources: ["*/*"]}
                    ---
                    apiVersion: cert-manager.io/v1
                    kind: ClusterIssuer
                    metadata:
                      name: internal
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec: {selfSigned: {}}
                    """,
            },
        ),
    )
