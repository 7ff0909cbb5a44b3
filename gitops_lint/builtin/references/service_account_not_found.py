"""Rule: ServiceAccount is not in the repository."""

from __future__ import annotations

from gitops_lint.builtin.references._missing import DanglingRule, Lost
from gitops_lint.references.values import Reference
from gitops_lint.rule import Bad, Good, Severity


class ServiceAccountNotFound(DanglingRule):
    """Pods run as a ServiceAccount that nothing in the repository makes. Without it no pod is created: `error looking
    up service account`.  Accounts that a RoleBinding or ClusterRoleBinding names are only told where another one is
    meant: the rights then go to nobody.

    **When to allow it.**  Terraform or eksctl makes the account with its role; say so under `external:` in the
    configuration.
    """

    summary = "ServiceAccount is not in the repository"
    severity = Severity.WARNING
    aliases = (
        "kube-linter:non-existent-service-account",
        "kubescape:C-0307",
    )

    def concerns(self, reference: Reference) -> bool:
        """Accounts of pods, and those that get rights."""
        of_pod = reference.via in ("serviceAccountName", "serviceAccount")
        return reference.kind == "ServiceAccount" and (of_pod or _is_subject(reference))

    def speaks(self, lost: Lost, *, left: bool) -> bool:
        """Rights may be for accounts of somebody else."""
        return bool(lost.meant) if _is_subject(lost.reference) else super().speaks(lost, left=left)

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
                          serviceAccountName: web
                    #                         ^^^ ServiceAccount 'web' is not in the repository
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
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
                      name: catalog
                    spec:
                      selector: {matchLabels: {app: catalog}}
                      template:
                        metadata: {labels: {app: catalog}}
                        spec:
                          serviceAccountName: catalogue
                    #                         ^^^^^^^^^ ServiceAccount 'catalogue' is not in the repository, did you mean 'catalog'?
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: catalog
                    """,
            },
            title="the one that is there, nobody uses",
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
                          serviceAccountName: web
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata:
                      name: web
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
                          serviceAccountName: default
                          containers:
                            - name: app
                              image: registry.example/app:1.4.2
                    """,
            },
        ),
        Bad(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: reports, namespace: shop}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: reports}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
              - kind: ServiceAccount
                name: report
                #     ^^^^^^ ServiceAccount 'report' is not in the repository, did you mean 'reports'?
                namespace: shop
            """,
            options={"uncertain": False},
            title="rights for nobody",
        ),
        Good(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: reports, namespace: shop}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: deployers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{kind: ServiceAccount, name: deployer, namespace: shop}]
            """,
            title="rights for an account of somebody else",
        ),
    )


def _is_subject(reference: Reference) -> bool:
    return reference.pointer.startswith("/subjects/")
