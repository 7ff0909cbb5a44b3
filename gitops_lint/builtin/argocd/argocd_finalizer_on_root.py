"""Rule: deleting the root deletes everything."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import FINALIZER
from gitops_lint.builtin.argocd._specs import speculative
from gitops_lint.builtin.argocd._tree import deployed_by, is_deleted_with, made_by_sets
from gitops_lint.rule import (
    Application,
    ApplicationSet,
    Bad,
    Deployable,
    Good,
    Occurrence,
    Repository,
    Resource,
    Rule,
    Severity,
)
from gitops_lint.syncplan.since import cascades


class ArgocdFinalizerOnRoot(Rule[Application]):
    """The Application that the tree begins with has `resources-finalizer.argocd.argoproj.io`, and so have those that it
    deploys: whoever deletes it, by a wrong click or with the file that holds it, deletes all of them and all that they
    deploy.  Nothing asks again.

    Without the finalizer the children stay, and a new root takes them over.  `Delete=confirm` or `Delete=false` in
    `argocd.argoproj.io/sync-options` of a child spares the child.

    **When to allow it.**  Clusters come and go as a whole, and what runs in them is to go first.
    """

    summary = "deleting the root Application deletes everything"
    severity = Severity.INFO
    tags = frozenset({"argocd"})

    class Options:
        """Options of the rule."""

        applications: int = 2  #: a root that takes fewer with it is not reported

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """The finalizer, if nobody deploys the Application and its children go with it."""
        if not cascades(target):
            return
        deployable, home = deployed_by(target, repo), target.deployable
        if deployable is None or (home is not None and home.brought_by is not None and home is not deployable):
            return
        count = sum(_goes(child, target, repo) for child in _children(deployable, repo) if child is not target)
        if count >= self.options.applications and not speculative(target, repo):
            node = next(
                node for node in target.items("metadata", "finalizers") if str(node.value).startswith(FINALIZER)
            )
            yield self.finding(node, f"deleting this Application deletes {count} Applications and all that they deploy")

    examples = (
        Bad(
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: root
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                      #            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ deleting this Application deletes 2 Applications and all that they deploy
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: apps}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.2.0, path: shop}
                    """,
                "apps/web.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: web, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: web}
                      source: {repoURL: "https://github.com/acme/web.git", targetRevision: v1.2.0, path: web}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "root.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: root, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
                    spec:
                      project: default
                      destination: {server: https://kubernetes.default.svc, namespace: argocd}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: apps}
                    """,
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      finalizers: [resources-finalizer.argocd.argoproj.io]
                      annotations: {argocd.argoproj.io/sync-options: Delete=confirm}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.2.0, path: shop}
                    """,
                "apps/web.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: web, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: web}
                      source: {repoURL: "https://github.com/acme/web.git", targetRevision: v1.2.0, path: web}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="the children stay",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/shop.git", targetRevision: v1.2.0, path: shop}
            """,
            title="no root",
        ),
    )


def _children(deployable: Deployable, repo: Repository) -> Iterator[Resource]:
    """The Applications that a root brings, those of its sets among them."""
    generated = repo.once(made_by_sets)
    for resource in deployable.resources:
        if isinstance(resource, Application):
            yield resource
        elif isinstance(resource, ApplicationSet) and id(resource) in generated:
            yield from generated[id(resource)].resources


def _goes(child: Resource, root: Application, repo: Repository) -> bool:
    """Whether a child and what it deploys goes with the root."""
    return cascades(child) and is_deleted_with(child, root, repo)
