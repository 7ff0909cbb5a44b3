"""Rule: Application's project is not in the repository."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.wording import is_slip
from gitops_lint.builtin.argocd._projects import project_may_exist
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdProjectNotFound(Rule[Resource]):
    """No AppProject of the name that `spec.project` gives is in the repository.  If the cluster has none either, Argo CD shows
    `Application referencing project … which does not exist` and syncs nothing.  It is a warning where one letter makes it a
    project that is there.

    **When to allow it.**  The project is made elsewhere; say so under `external:` in the configuration.
    """

    summary = "project of an Application is not in the repository"
    severity = Severity.INFO
    tags = frozenset({"argocd"})
    aliases = ("argocd-lint:AR014",)
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The name, unless a template makes it."""
        for root in specs(target, repo):
            node = root.at("spec", "project")
            name = node.value if node is not None else None
            home = target.deployable
            if node is not None and name == "" and home is not None and home.application_set is not None:
                message = "application references project '' which does not exist: a set does not take it for 'default'"
                yield self.finding(node, message, severity=Severity.ERROR)
            if node is None or not isinstance(name, str) or name in ("", "default") or "{{" in name or "$" in name:
                continue
            if project_may_exist(repo, name):
                continue
            known = ("default", *(project.name for project in repo.projects))
            meant = [project for project in known if is_slip(name, project)]
            hint, severity = (f", did you mean '{meant[0]}'?", Severity.WARNING) if meant else ("", None)
            yield self.finding(node, f"AppProject '{name}' is not in the repository{hint}", severity=severity)

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              #        ^^^^ AppProject 'shop' is not in the repository
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shops
              #        ^^^^^ AppProject 'shops' is not in the repository, did you mean 'shop'?
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {}
            """,
            title="a slip",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: defualt
              #        ^^^^^^^ AppProject 'defualt' is not in the repository, did you mean 'default'?
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
            title="the project that every Argo CD has",
        ),
        Bad(
            """
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
                  project: ""
                  #        ^^ application references project '' which does not exist: a set does not take it for 'default'
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: shop}
            """,
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
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
            config={"external": [{"kind": "AppProject", "name": "shop"}]},
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
            kind: Application
            metadata: {name: projects, namespace: argocd}
            spec:
              project: default
              destination: {server: https://kubernetes.default.svc, namespace: argocd}
              source:
                repoURL: https://argoproj.github.io/argo-helm
                chart: argocd-apps
                targetRevision: 2.0.2
                helm: {valuesObject: {projects: {shop: {sourceRepos: ["https://github.com/acme/*"]}}}}
            """,
            title="a chart makes the projects",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: default
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
            """,
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
                    """,
                "argocd/kustomization.yaml": """
                    resources:
                      - https://github.com/argoproj/argo-cd//manifests/cluster-install?ref=v3.1.0
                      - shop.yaml
                    """,
                "argocd/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: AppProject
                    metadata: {name: shop, namespace: argocd}
                    spec: {}
                    """,
            },
            title="beside what is remote",
        ),
    )
