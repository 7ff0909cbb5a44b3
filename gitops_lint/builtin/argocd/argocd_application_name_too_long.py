"""Rule: the name of an Application is no label."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.instance import instance_name, settings_of_instance
from gitops_lint.builtin.argocd._settings import said_of
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity

_METHOD = "application.resourceTrackingMethod"
_KEY = "application.instanceLabelKey"
_LONGEST = 63


class ArgocdApplicationNameTooLong(Rule[Application]):
    """With `application.resourceTrackingMethod: label` Argo CD writes the name of the Application into a label of every object
    that it applies.  A label holds 63 characters; with a longer name the API server refuses all of them.

    Before 3.0 labels were the default.  `annotation` and `annotation+label` have room for any name.  Asked is the `argocd-cm`
    of the Argo CD that runs the Application.

    **When to allow it.**  Never.
    """

    summary = "name of an Application is too long for the label that tracks its objects"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """The name, where the method is known."""
        if len(target.name) <= _LONGEST or "{{" in target.name:
            return
        cm = repo.once(settings_of_instance, instance_name(target)).cm
        default = "annotation" if repo.config.argocd.version >= (3, 0) else "label"
        if {method or default for method in cm.every(_METHOD)} == {"label"}:
            key = cm.text(_KEY) or "app.kubernetes.io/instance"
            message = f"label '{key}' cannot hold '{target.name}': must be no more than {_LONGEST} characters"
            node = target.at("metadata", "name") or target
            yield self.finding(node, message, related=said_of(cm, _METHOD, _KEY))

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              namespace: argocd
              name: payments-settlement-reconciliation-worker-eu-central-1-production
              #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ label 'argocd.argoproj.io/instance' cannot hold 'payments-settlement-reconciliation-worker-eu-central-1-production': must be no more than 63 characters
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              application.resourceTrackingMethod: label
              application.instanceLabelKey: argocd.argoproj.io/instance
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              namespace: argocd
              name: payments-settlement-reconciliation-worker-eu-central-1-production
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {application.resourceTrackingMethod: annotation+label}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              namespace: argocd
              name: payments-settlement-reconciliation-worker-eu-central-1-producti
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            config={"argocd": {"version": "2.14"}},
            title="exactly 63 characters",
        ),
    )
