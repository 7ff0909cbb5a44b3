"""Rule: volume of an object that is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Severity


class VolumeSourceNotFound(DanglingRule):
    """A volume is of a ConfigMap, Secret or PersistentVolumeClaim that nothing in the repository makes. Without it the
    pod is not started.

    **When to allow it.**  Somebody else makes the object; say so under `external:` in the configuration.
    """

    summary = "volume of an object that is not in the repository"
    severity = Severity.WARNING

    def concerns(self, reference: Reference) -> bool:
        """Volumes of pods, as a whole."""
        return (
            reference.via.startswith("volumes[")
            and reference.kind in ("ConfigMap", "Secret", "PersistentVolumeClaim")
            and not reference.key
        )

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
                          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                    #                                                               ^^^^ PersistentVolumeClaim 'data' is not in the repository
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
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
                          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    ---
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata:
                      name: data
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
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
                          volumes: [{name: data, configMap: {name: kube-root-ca.crt}}]
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
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
                          volumes: [{name: data, secret: {secretName: tls, optional: true}}]
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    """,
            },
        ),
    )
