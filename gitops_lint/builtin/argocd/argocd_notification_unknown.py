"""Rule: subscription to a notification that nobody sends."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.instance import instance_name
from gitops_lint.argocd.notifications import PREFIX, Settings, notification_settings, subscription_of
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdNotificationUnknown(Rule[Resource]):
    """An annotation `notifications.argoproj.io/subscribe.<trigger>.<service>` names a trigger or a service that
    `argocd-notifications-cm` does not have, or no trigger at all where there is no default one.  Nobody is told anything, and
    nobody notices until it matters.

    **When to allow it.**  Triggers are added to the ConfigMap by something that is not in git.
    """

    summary = "subscription to a trigger or service that argocd-notifications-cm does not have"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd"})
    kinds = ("argoproj.io/Application", "argoproj.io/ApplicationSet", "argoproj.io/AppProject")

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each subscription of the object, or of a set's template."""
        path = ("spec", "template", "metadata") if target.kind == "ApplicationSet" else ("metadata",)
        if not any(str(key).startswith(PREFIX) for key in target.mapping(*path, "annotations")):
            return
        settings = repo.once(notification_settings, instance_name(target), target.namespace)
        if settings is None:
            return
        for node in target.items(*path, "annotations"):
            key = str(node.pointer[-1])
            mistake = _mistake(key, settings) if key.startswith(PREFIX) and "{{" not in key else ""
            if mistake:
                yield self.finding(node, mistake, grip="key")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                notifications.argoproj.io/subscribe.on-sync-fail.slack: shop-team
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ trigger 'on-sync-fail' is not in argocd-notifications-cm
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-notifications-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              service.slack: "token: $slack-token"
              service.webhook.pager: "url: https://pager.example"
              template.app-failed: "message: '{{.app.metadata.name}} failed'"
              trigger.on-sync-failed: |
                - when: app.status.operationState.phase in ['Error', 'Failed']
                  send: [app-failed]
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                notifications.argoproj.io/subscribe.on-sync-failed.teams: shop-team
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ service 'teams' is not in argocd-notifications-cm
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-notifications-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              service.slack: "token: $slack-token"
              service.webhook.pager: "url: https://pager.example"
              template.app-failed: "message: '{{.app.metadata.name}} failed'"
              trigger.on-sync-failed: |
                - when: app.status.operationState.phase in ['Error', 'Failed']
                  send: [app-failed]
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                notifications.argoproj.io/subscribe.slack: shop-team
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'notifications.argoproj.io/subscribe.slack' names no trigger, and argocd-notifications-cm has no default one
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-notifications-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              service.slack: "token: $slack-token"
              service.webhook.pager: "url: https://pager.example"
              template.app-failed: "message: '{{.app.metadata.name}} failed'"
              trigger.on-sync-failed: |
                - when: app.status.operationState.phase in ['Error', 'Failed']
                  send: [app-failed]
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                notifications.argoproj.io/subscribe.on-sync-failed.slack: shop-team
                notifications.argoproj.io/subscribe.on-sync-failed.pager: ""
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-notifications-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              service.slack: "token: $slack-token"
              service.webhook.pager: "url: https://pager.example"
              template.app-failed: "message: '{{.app.metadata.name}} failed'"
              trigger.on-sync-failed: |
                - when: app.status.operationState.phase in ['Error', 'Failed']
                  send: [app-failed]
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                notifications.argoproj.io/subscribe.on-sync-fail.slack: shop-team
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            title="the ConfigMap is elsewhere",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              namespace: argocd
              annotations:
                notifications.argoproj.io/subscribe.on-sync-failed.slack: shop-team
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-notifications-cm, namespace: team-shop, labels: {app.kubernetes.io/part-of: argocd}}
            data: {service.teams: "recipientUrls: {}"}
            """,
            title="the ConfigMap is a team's own",
        ),
    )


def _mistake(key: str, settings: Settings) -> str:
    trigger, service = subscription_of(key)
    if trigger and trigger not in settings.triggers:
        return f"trigger '{trigger}' is not in argocd-notifications-cm"
    if not trigger and not settings.has_default:
        return f"'{key}' names no trigger, and argocd-notifications-cm has no default one"
    if service not in settings.services:
        return f"service '{service}' is not in argocd-notifications-cm"
    return ""
