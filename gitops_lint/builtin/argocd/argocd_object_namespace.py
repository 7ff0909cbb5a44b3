"""Rule: Argo CD does not look into the namespace."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.instance import instance_name, settings_of_instance
from gitops_lint.argocd.project import application_namespace_permitted, in_list, read_project
from gitops_lint.argocd.secrets import MAKERS, argocd_secret
from gitops_lint.builtin.argocd._connections import SECRET_KINDS
from gitops_lint.builtin.argocd._projects import projects_of
from gitops_lint.rule import AppProject, Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity

_ALLOWED = {"Application": "application.namespaces", "ApplicationSet": "applicationsetcontroller.namespaces"}


class ArgocdObjectNamespace(Rule[Resource]):
    """An Application, ApplicationSet or AppProject is in another namespace than Argo CD, and nothing lets Argo CD look there: it is
    ignored without a word.

    Applications elsewhere need `application.namespaces` in `argocd-cmd-params-cm` and the namespace in the project's
    `sourceNamespaces`; sets need `applicationsetcontroller.namespaces`; projects, and the Secrets of clusters and repositories, must be in Argo
    CD's own namespace.
    Argo CD's namespace is that of its ConfigMaps in the repository, or of `argocd.instances` in the configuration, and for the
    `sourceNamespaces` of a project that of the project; where the repository holds several, an object is judged by the one that runs it.

    **When to allow it.**  The controllers get the namespaces on their command line.
    """

    summary = "object of Argo CD in a namespace that it does not look into"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "sync"})
    aliases = ("datree:ARGO_APP_PROJECT_INCORRECT_NAMESPACE_VALUE",)
    kinds = ("argoproj.io/AppProject", "argoproj.io/Application", "argoproj.io/ApplicationSet", *SECRET_KINDS)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Objects whose namespace is written or known."""
        if target.kind in MAKERS and not any(argocd_secret(target.value)):
            return
        instance = instance_name(target)
        homes = repo.once(_homes, instance)
        here = target.namespace
        is_told = bool(homes)
        if not is_told and target.kind == "Application" and (target.get("spec", "project") or "default") != "default":
            # A project is where its Argo CD is, and each has one that is named `default`.
            homes = frozenset(project.namespace for project in _projects(target, repo))
        if not homes or "" in homes or not here or here in homes or "{{" in here or "$" in here:
            return
        node = target.at("metadata", "namespace") or target.at("metadata", "name") or target
        where = ", ".join(f"'{home}'" for home in sorted(homes))
        key = _ALLOWED.get(target.kind)
        if is_told and not (key and any(in_list(each, here) for each in repo.once(_namespaces, instance, key))):
            message = f"Argo CD is in {where} and does not look into namespace '{here}'"
            yield self.finding(node, message)
        elif target.kind == "Application" and not _is_permitted(target, repo, homes):
            message = (
                f"namespace '{here}' is not among the sourceNamespaces of project '{target.get('spec', 'project')}'"
            )
            yield self.finding(node, message)

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: shop}
            #                                 ^^^^ Argo CD is in 'argocd' and does not look into namespace 'shop'
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cmd-params-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {application.namespaces: "team-*"}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: team-a}
            #                                 ^^^^^^ namespace 'team-a' is not among the sourceNamespaces of project 'shop'
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
              sourceNamespaces: [team-b]
            """,
            title="nobody says where Argo CD is, but its project does",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: team-a}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
              sourceNamespaces: [team-*]
            """,
            title="whether Argo CD looks there nobody says",
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: team-a}
            spec:
              project: default
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: default, namespace: argocd}
            spec:
              sourceRepos: ["https://github.com/acme/*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
            """,
            title="every Argo CD has a project of that name",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: shop}
            #                                 ^^^^ Argo CD is in 'argocd' and does not look into namespace 'shop'
            spec: {}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: team-a}
            #                                 ^^^^^^ namespace 'team-a' is not among the sourceNamespaces of project 'shop'
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {sourceNamespaces: [team-b]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cmd-params-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {application.namespaces: "team-*"}
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: deploy, namespace: shop, labels: {argocd.argoproj.io/secret-type: repository}}
            #                                   ^^^^ Argo CD is in 'argocd' and does not look into namespace 'shop'
            stringData: {url: "https://github.com/acme/deploy.git"}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: deploy, namespace: shop, labels: {team: shop}}
            stringData: {url: "https://github.com/acme/deploy.git"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: team-b}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec: {sourceNamespaces: ["team-*"]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cmd-params-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {application.namespaces: "default, /^team-[a-z]$/"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: shop}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            title="nobody says where Argo CD is",
        ),
    )


def _homes(repo: Repository, instance: str) -> frozenset[str]:
    """The namespaces that the Argo CD may be in; empty where nobody says."""
    declared = {item.namespace for item in repo.config.argocd.instances if instance in ("", item.name)}
    return repo.once(settings_of_instance, instance).namespaces | declared


def _namespaces(repo: Repository, instance: str, key: str) -> frozenset[str]:
    """The namespaces that a controller looks into besides its own; all where the parameters are not in git."""
    texts = repo.once(settings_of_instance, instance).params.every(key)
    return frozenset(
        part.strip() for text in texts for part in ("*" if text is None else text).split(",") if part.strip()
    )


def _is_permitted(target: Resource, repo: Repository, homes: frozenset[str]) -> bool:
    projects = _projects(target, repo)
    return not projects or any(
        application_namespace_permitted(read_project(project.value), target.namespace, home)
        for project in projects
        for home in homes
    )


def _projects(target: Resource, repo: Repository) -> tuple[AppProject, ...]:
    return projects_of(repo, str(target.get("spec", "project") or "default"), instance_name(target))
