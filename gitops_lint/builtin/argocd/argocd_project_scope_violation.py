"""Rule: project does not permit the source or destination of an Application."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.instance import instance_name
from gitops_lint.argocd.plain import is_open
from gitops_lint.argocd.project import Permission, Project, destination_permission, source_permission
from gitops_lint.builtin.argocd._projects import forbidden, permitting, registered, scoped_clusters
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.model.node import nearest
from gitops_lint.rule import Bad, Confidence, Good, Node, Occurrence, Repository, Resource, Rule, Severity


class ArgocdProjectScopeViolation(Rule[Resource]):
    """The repository or the destination is not among those that the AppProject permits; Argo CD syncs nothing.

    In `sourceRepos` a `*` does not cross a `/`, and the https and ssh forms of a URL are two URLs.  A destination matches by
    server or by name, and its namespace must match too.  What a global project (`globalProjects` in `argocd-cm`) permits or
    forbids counts in every project that its selector matches.

    **When to allow it.**  A Secret outside git makes the repository or cluster part of the project.
    """

    summary = "project does not permit the source or destination"
    severity = Severity.ERROR
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "sync"})
    aliases = ("argocd-source-lint:project-scope-violation",)
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every source and the destination."""
        for root in specs(target, repo):
            app = read_application(root.value)
            if is_open(app.project):
                continue
            for source in app.sources:
                if source.repo_url and not is_open(source.repo_url):
                    yield from self._source(root, repo, app.project, source.repo_url, (*source.pointer, "repoURL"))
            yield from self._destination(root, repo)

    def _source(
        self, root: Node, repo: Repository, project: str, url: str, pointer: tuple[str | int, ...]
    ) -> Iterator[Occurrence]:
        instance = instance_name(root.resource)
        found = forbidden(repo, project, instance, lambda permitted: source_permission(permitted, url))
        if found is not None:
            message = f"application repo {url} is not permitted in project '{project}'"
            yield self.finding(nearest(root, pointer), message, related=permitting(*found, "sourceRepos"))

    def _destination(self, root: Node, repo: Repository) -> Iterator[Occurrence]:
        app = read_application(root.value)
        target = app.destination
        if bool(target.server) == bool(target.name) or any(
            map(is_open, (target.server, target.name, target.namespace))
        ):
            return
        cluster = registered(repo, target.server, target.name)
        scoped = scoped_clusters(repo, app.project)

        def judge(project: Project) -> Permission:
            return destination_permission(
                project, cluster, target.namespace, repo.config.argocd.version, scoped or None
            )

        found = forbidden(repo, app.project, instance_name(root.resource), judge)
        if found is not None:
            where = f"server '{target.server}'" if target.server else f"'{target.name}'"
            message = (
                f"application destination {where} and namespace '{target.namespace}' do not match any of the allowed "
                f"destinations in project '{app.project}'"
            )
            yield self.finding(nearest(root, target.pointer), message, related=permitting(*found, "destinations"))

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/other/deploy.git", targetRevision: v1.2.0, path: shop}
              #                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ application repo https://github.com/other/deploy.git is not permitted in project 'shop'
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: billing}
            # ^^^^^^^^^^^ application destination server 'https://kubernetes.default.svc' and namespace 'billing' do not match any of the allowed destinations in project 'shop'
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              #                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ application repo https://github.com/acme/deploy.git is not permitted in project 'shop'
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {globalProjects: "[{projectName: common, labelSelector: {matchLabels: {team: shop}}}]"}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: common, namespace: argocd}
            spec: {sourceRepos: ["https://github.com/acme/*"]}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd, labels: {team: pay}}
            spec: {destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
            """,
            title="the global project is for another team",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {globalProjects: "[{projectName: common, labelSelector: {matchLabels: {team: shop}}}]"}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: common, namespace: argocd}
            spec: {sourceRepos: ["https://github.com/acme/*"]}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd, labels: {team: shop}}
            spec: {destinations: [{server: https://kubernetes.default.svc, namespace: shop}]}
            """,
            title="the global project permits it",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {name: in-cluster, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
            """,
            title="the name of the same cluster",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {name: prod, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
            """,
            title="a name whose server nobody knows",
        ),
    )
