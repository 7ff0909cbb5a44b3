"""Rule: argocd-rbac-cm speaks of a project that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.rbac import CONFIG_MAP, OF_PROJECTS
from gitops_lint.argocd.rights import policy_of
from gitops_lint.builtin.argocd._settings import SettingsRule
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Severity

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")


class ArgocdRbacProjectUnknown(SettingsRule):
    """A line of `argocd-rbac-cm` gives rights in a project that the repository, which has projects, does not have: the name is
    misspelt, or the project has been renamed.

    **When to allow it.**  The project is made elsewhere; say so under `external:` in the configuration.
    """

    summary = "argocd-rbac-cm names a project that does not exist"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "rbac"})
    names = (CONFIG_MAP,)

    def judge(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every name once, patterns left aside."""
        policy = policy_of(repo, target)
        if policy is None or policy.regex or not policy.projects:
            return
        from gitops_lint.builtin.argocd._projects import project_may_exist

        told = {"default", *(project.name for project in policy.projects)}
        for grant in policy.grants:
            project, slash, _ = grant.object.partition("/")
            if not slash or grant.resource not in OF_PROJECTS or not _PLAIN.issuperset(project):
                continue
            if project not in told and grant.line is not None and not project_may_exist(repo, project):
                told.add(project)
                node = target.at("data", grant.line.key) or target
                yield self.finding(
                    node, f"project '{project}' does not exist: {grant.line.text}", grip=f"line {grant.line.number}"
                )

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, applications, sync, shopp/*, allow
            #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ project 'shopp' does not exist: p, role:shop, applications, sync, shopp/*, allow
                g, acme:shop, role:shop
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, applications, sync, shop/*, allow
                p, role:shop, applications, get, default/*, allow
                p, role:shop, applications, get, team-*/*, allow
                p, role:shop, repositories, get, elsewhere/https://github.com/acme/deploy, allow
                g, acme:shop, role:shop
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, applications, sync, shop/*, allow
                g, acme:shop, role:shop
            """,
            title="projects are elsewhere",
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, applications, sync, billing/*, allow
                g, acme:shop, role:shop
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {}
            """,
            config={"external": [{"kind": "AppProject", "name": "billing"}]},
            title="a project that is made elsewhere",
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data:
              policy.csv: |
                p, role:shop, applications, sync, billing/*, allow
                g, acme:shop, role:shop
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: projects, namespace: argocd}
            spec:
              project: default
              destination: {server: https://kubernetes.default.svc, namespace: argocd}
              source:
                repoURL: https://argoproj.github.io/argo-helm
                chart: argocd-apps
                targetRevision: 2.0.2
                helm: {valuesObject: {projects: {billing: {sourceRepos: ["https://github.com/acme/*"]}}}}
            """,
            title="a chart makes the projects",
        ),
    )
