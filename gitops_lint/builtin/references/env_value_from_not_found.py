"""Rule: environment from a ConfigMap or Secret that is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Severity


class EnvValueFromNotFound(DanglingRule):
    """A container takes its environment from a ConfigMap or Secret that nothing in the repository makes. Without it
    the pod stays in `CreateContainerConfigError`. What operators make (ExternalSecret, SealedSecret, Certificate
    and the like) is known to exist. A Secret that no file makes may come from elsewhere and is worth knowing only,
    unless a Secret beside it has nearly that name.

    **When to allow it.**  Somebody else makes the object; say so under `external:` in the configuration.
    """

    summary = "environment from a ConfigMap or Secret that is not in the repository"
    severity = Severity.WARNING
    aliases = ("kube-linter:env-value-from",)

    def concerns(self, reference: Reference) -> bool:
        """Environment of containers."""
        return reference.kind in ("ConfigMap", "Secret") and (".env[" in reference.via or ".envFrom[" in reference.via)

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
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              envFrom: [{configMapRef: {name: settings}}]
                    #                                         ^^^^^^^^ ConfigMap 'settings' is not in the repository
                    """,
            },
        ),
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: api-token, key: TOKEN}}}]
                    #                                                              ^^^^^^^^^ Secret 'api-token' is not in the repository, did you mean 'api.token'?
                    ---
                    apiVersion: v1
                    kind: Secret
                    metadata:
                      name: api.token
                    stringData: {TOKEN: REDACTED}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              envFrom: [{configMapRef: {name: settings}}]
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    data: {MODE: fast}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              envFrom: [{configMapRef: {name: settings, optional: true}}]
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    configMapGenerator: [{name: settings, literals: [MODE=fast]}]
                    """,
                "objects.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: web
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                              envFrom: [{configMapRef: {name: settings}}]
                    """,
            },
        ),
    )
