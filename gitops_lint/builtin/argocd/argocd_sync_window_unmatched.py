"""Rule: a sync window is for no Application."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.applicationset.walk import generators
from gitops_lint.argocd.schedule import Window, read_windows
from gitops_lint.builtin.argocd._projects import global_projects
from gitops_lint.rule import (
    Application,
    AppProject,
    Bad,
    Confidence,
    Deployable,
    Good,
    Occurrence,
    Repository,
    Rule,
    Severity,
)


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
        """Every window, if the repository has Applications of the project and could look at all sets that may be of it."""
        windows = read_windows(target.get("spec", "syncWindows"))
        if not windows:
            return
        everywhere = target.name in repo.once(global_projects)  # its windows hold in other projects too
        members = [item for item in repo.applications if everywhere or item.get("spec", "project") == target.name]
        if not members or any(_may_bring_more(item, "" if everywhere else target.name) for item in repo.deployables):
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
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              syncWindows:
                - {kind: deny, schedule: "0 22 * * *", duration: 8h, applications: [shopp]}
                #  ^^^^ sync window matches no Application of the project
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://prod.example, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: previews, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{pullRequest: {github: {owner: acme, repo: web}}}]
              template:
                metadata: {name: "web-{{.number}}"}
                spec:
                  project: previews
                  destination: {server: https://dev.example, namespace: "web-{{.number}}"}
                  source: {repoURL: "https://github.com/acme/web.git", targetRevision: "{{.head_sha}}", path: deploy}
            """,
            title="beside a set of another project",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              syncWindows:
                - {kind: deny, schedule: "0 22 * * *", duration: 8h, applications: [web-*]}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://prod.example, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: previews, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{pullRequest: {github: {owner: acme, repo: web}}}]
              template:
                metadata: {name: "web-{{.number}}"}
                spec:
                  project: shop
                  destination: {server: https://dev.example, namespace: "web-{{.number}}"}
                  source: {repoURL: "https://github.com/acme/web.git", targetRevision: "{{.head_sha}}", path: deploy}
            """,
            title="nobody knows what the set makes",
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


def _may_bring_more(item: Deployable, project: str) -> bool:
    """Whether it is a set that nobody could look into, and that may be of the project; of any for the empty name."""
    if item.application_set is None or not item.not_checked:
        return False
    named = item.application_set.text("spec", "template", "spec", "project") or ""
    overridden = any(body.get("template") for _, body, _ in generators(item.application_set.value))
    return not project or overridden or "{{" in named or named == project


def _matches(window: Window, application: Application) -> bool:
    """By the destination as it is written, a slash at its end included."""
    server, name, namespace = (
        application.text("spec", "destination", key) or "" for key in ("server", "name", "namespace")
    )
    return window.matches(application.name, (server, name), namespace)
