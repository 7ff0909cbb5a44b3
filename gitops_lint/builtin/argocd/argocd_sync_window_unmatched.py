"""Rule: a sync window is for no Application."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.schedule import Window, read_windows
from gitops_lint.builtin.argocd._projects import global_projects
from gitops_lint.rule import Application, AppProject, Bad, Confidence, Good, Occurrence, Repository, Rule, Severity


class ArgocdSyncWindowUnmatched(Rule[AppProject]):
    """A sync window of the project matches none of its Applications.  Applications are matched by their name, namespaces by
    `destination.namespace`, and clusters by `destination.server` or `destination.name`, whichever the Application writes:
    a window for the cluster `prod` does not hold for Applications that name its server.

    **When to allow it.**  The Applications are elsewhere.
    """

    summary = "sync window that matches no Application"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "sync"})

    def check(self, target: AppProject, repo: Repository) -> Iterator[Occurrence]:
        """Every window, if the repository has Applications of the project and could look at all sets."""
        windows = read_windows(target.get("spec", "syncWindows"))
        if not windows:
            return
        everywhere = target.name in repo.once(global_projects)  # its windows hold in other projects too
        members = [item for item in repo.applications if everywhere or item.get("spec", "project") == target.name]
        if not members or any(item.kind == "applicationset" and item.not_checked for item in repo.deployables):
            return
        for index, window in enumerate(windows):
            if not any(_matches(window, member) for member in members):
                node = target.at("spec", "syncWindows", index) or target
                yield self.finding(node, "sync window matches no Application of the project")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              syncWindows:
                - {kind: deny, schedule: "0 22 * * *", duration: 8h, clusters: [prod]}
                #  ^^^^ sync window matches no Application of the project
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://prod.example, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              syncWindows:
                - {kind: deny, schedule: "0 22 * * *", duration: 8h, clusters: ["https://prod.*"]}
                - {kind: allow, schedule: "0 6 * * *", duration: 8h, applications: ["shop*"]}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://prod.example, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {syncWindows: [{kind: deny, schedule: "0 22 * * *", duration: 8h, clusters: [https://prod.example/]}]}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://prod.example/, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            title="a slash at the end of both",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {syncWindows: [{kind: deny, schedule: "0 22 * * *", duration: 8h, clusters: [prod]}]}
            """,
            title="Applications are elsewhere",
        ),
    )


def _matches(window: Window, application: Application) -> bool:
    """By the destination as it is written, a slash at its end included."""
    server, name, namespace = (
        application.text("spec", "destination", key) or "" for key in ("server", "name", "namespace")
    )
    return window.matches(application.name, (server, name), namespace)
