"""Rule: Application belongs to the default project."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs, speculative
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdDefaultProject(Rule[Resource]):
    """The project `default`, as Argo CD makes it, permits every repository, cluster, namespace and kind.

    Silent about charts that nobody deploys: whoever does may choose the project.

    **When to allow it.**  The project `default` is limited, and nothing else may use it.
    """

    summary = "Application in the default project"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "security"})
    aliases = ("kyverno:application-prevent-default-project", "argocd-lint:AR002")
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The project, unless one of that name in the repository limits it."""
        if any(project.name == "default" for project in repo.projects) or speculative(target, repo):
            return
        for root in specs(target, repo):
            node = root.at("spec", "project")
            if node is None or node.value in ("", None, "default"):
                yield self.finding(node or root.at("spec") or root, "Application belongs to the project 'default'")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: default
              #        ^^^^^^^ Application belongs to the project 'default'
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
        Good(
            files={
                "Chart.yaml": "{apiVersion: v2, name: apps, version: 1.0.0}\n",
                "values.yaml": "project: default\n",
                "templates/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: {{ .Values.project }}
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
                    """,
            },
            title="a chart that nobody deploys",
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
            """,
        ),
    )
