"""Rule: only pods that use it get the token."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.rbac._power import TAGS
from gitops_lint.rbac.bindings import account_name, is_bound, uses_token
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Rule, Severity, Workload


class ServiceAccountTokenAutomount(Rule[Workload]):
    """The token of the ServiceAccount is mounted, and nothing in the repository gives it a right.

    A program that does not talk to the API server should not have its credentials.  Set
    `automountServiceAccountToken: false` for the pod or the ServiceAccount.  AWS credentials (IRSA, Pod Identity) come in
    another way and keep working.

    **When to allow it.**  The account gets its rights elsewhere.
    """

    summary = "token is mounted but has no rights"
    severity = Severity.INFO
    confidence = Confidence.MEDIUM
    tags = TAGS
    aliases = (
        "polaris:automountServiceAccountToken",
        "CKV_K8S_38",
        "KSV-0036",
        "kics:Service Account Token Automount Not Disabled",
        "kubescape:C-0034",
        "kubescape:C-0190",
        "kubescape:C-0261",
        "kubesec:AutomountServiceAccountToken",
        "datree:SRVACC_INCORRECT_AUTOMOUNTSERVICEACCOUNTTOKEN_VALUE",
        "kyverno:restrict-automount-sa-token",
        "kyverno:restrict-sa-automount-sa-token",
        "gatekeeper:automount-serviceaccount-token",
    )

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The workload."""
        own = account_name(target) != "default"  # of which default-service-account speaks
        if own and uses_token(repo, target) and not is_bound(repo, target):
            at = target.pod.at("automountServiceAccountToken") or target.resource
            yield self.finding(at, "the token of its ServiceAccount is mounted, though nothing here gives it rights")

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              #     ^^^ the token of its ServiceAccount is mounted, though nothing here gives it rights
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  serviceAccountName: web
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
              automountServiceAccountToken: false
              containers:
                - name: app
                  image: registry.example/app:1.4.2
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
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
              namespace: shop
            automountServiceAccountToken: false
            """,
            title="the ServiceAccount says it",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
            spec:
              selector:
                matchLabels:
                  app: web
              template:
                metadata:
                  labels:
                    app: web
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
              namespace: shop
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: web
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
              - kind: ServiceAccount
                name: web
                namespace: shop
            """,
            title="it has rights, so it uses the token",
        ),
    )
