"""Rule: data goes when an ApplicationSet makes one Application less."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import speculative
from gitops_lint.builtin.argocd._tree import deployed_by, is_deleted_with, made_by_sets
from gitops_lint.rule import Application, ApplicationSet, Bad, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.syncplan.hooks import is_hook
from gitops_lint.syncplan.since import cascades

_DATA = frozenset({("", "PersistentVolumeClaim"), ("", "Namespace")})


class ArgocdApplicationsetDeletesData(Rule[ApplicationSet]):
    """The Applications of the set deploy PersistentVolumeClaims or Namespaces.  When a folder is renamed, an element is dropped,
    a label of a cluster changes or the set itself is deleted, the controller deletes the Application, which has a finalizer
    unless the set says otherwise, and with it the volume or everything in the namespace.

    `syncPolicy.preserveResourcesOnDeletion: true` of the set leaves all objects where they are; `applicationsSync:
    create-update` deletes no Application; `Delete=false` or `Delete=confirm` in `argocd.argoproj.io/sync-options` spares
    one object.  `argocd-prune-deletes-data` is about objects that leave an Application that stays.

    **When to allow it.**  What the set makes comes and goes, as for pull requests.
    """

    summary = "ApplicationSet deletes data with an Application"
    severity = Severity.INFO
    tags = frozenset({"argocd", "reliability"})

    def check(self, target: ApplicationSet, repo: Repository) -> Iterator[Occurrence]:
        """Sets that may delete, at their name."""
        policy = target.get("spec", "syncPolicy", "applicationsSync")
        if policy in ("create-only", "create-update") or speculative(target, repo):
            return
        made = repo.once(made_by_sets).get(id(target))
        held = [found for app in made.resources for found in _data(app, repo)] if made is not None else []
        if held:
            first, more = held[0], f" and {len(held) - 1} more" if len(held) > 1 else ""
            node = target.at("metadata", "name") or target
            message = f"an Application that it no longer makes takes {first.kind} '{first.name}'{more} along"
            yield self.finding(node, message, related=[(first, "is deleted with its Application")])

    examples = (
        Bad(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    #                ^^^^^ an Application that it no longer makes takes PersistentVolumeClaim 'orders' along
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators: [{list: {elements: [{env: dev}]}}]
                      template:
                        metadata: {name: "shop-{{.env}}"}
                        spec:
                          project: shop
                          destination: {server: https://kubernetes.default.svc, namespace: shop}
                          source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: "shop/{{.env}}"}
                    """,
                "shop/dev/claim.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: orders}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators: [{list: {elements: [{env: dev}]}}]
                      syncPolicy: {preserveResourcesOnDeletion: true}
                      template:
                        metadata: {name: "shop-{{.env}}"}
                        spec:
                          project: shop
                          destination: {server: https://kubernetes.default.svc, namespace: shop}
                          source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: "shop/{{.env}}"}
                    """,
                "shop/dev/claim.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: orders}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators: [{list: {elements: [{env: dev}]}}]
                      syncPolicy: {applicationsSync: create-update}
                      template:
                        metadata: {name: "shop-{{.env}}"}
                        spec:
                          project: shop
                          destination: {server: https://kubernetes.default.svc, namespace: shop}
                          source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: "shop/{{.env}}"}
                    """,
                "shop/dev/claim.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: orders}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "set.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: shops, namespace: argocd}
                    spec:
                      goTemplate: true
                      goTemplateOptions: [missingkey=error]
                      generators: [{list: {elements: [{env: dev}]}}]
                      template:
                        metadata: {name: "shop-{{.env}}"}
                        spec:
                          project: shop
                          destination: {server: https://kubernetes.default.svc, namespace: shop}
                          source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: "shop/{{.env}}"}
                    """,
                "shop/dev/claim.yaml": """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: orders, annotations: {argocd.argoproj.io/sync-options: Delete=confirm}}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )


def _data(application: Resource, repo: Repository) -> Iterator[Resource]:
    """The objects with data that an Application takes along when it is deleted."""
    deployable = deployed_by(application, repo) if isinstance(application, Application) else None
    if deployable is not None and cascades(application):
        for item in deployable.resources:
            is_data = (item.group, item.kind) in _DATA and not is_hook(item.value)
            if is_data and is_deleted_with(item, application, repo):
                yield item
