"""Rule: repository URL with a credential, or without encryption."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.model.node import nearest
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity

_PASSWORD = regex(
    r"[a-z+]+://[^/@:]+:[^/@]+@.*",
)
_CLEAR = ("http://", "git://")


class ArgocdRepoUrlInsecure(Rule[Resource]):
    """The URL of a source carries a user and a password, which everybody reads who sees the Application; or it is fetched over
    `http://` or `git://`, so that whoever sits on the way decides what is deployed.

    Credentials belong into a Secret with the label `argocd.argoproj.io/secret-type: repository` or `repo-creds`.

    **When to allow it.**  A repository inside of the cluster.
    """

    summary = "repository URL with a credential or without encryption"
    severity = Severity.WARNING
    security_severity = 7.0
    tags = frozenset({"argocd", "secrets", "security", "supply-chain"})
    aliases = ("argocd-lint:RGS002",)
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every source."""
        for root in specs(target, repo):
            for source in read_application(root.value).sources:
                url = source.repo_url.strip()
                if "{{" in url or "$" in url:
                    continue
                node = nearest(root, source.at("repoURL"))
                if _PASSWORD.fullmatch(url.lower()):
                    yield self.finding(node, "repoURL holds a password", severity=Severity.ERROR)
                elif url.lower().startswith(_CLEAR) and not _is_inside(url, repo):
                    yield self.finding(node, f"'{url}' is fetched without encryption")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "http://git.example/acme/deploy.git", targetRevision: HEAD, path: shop}
              #                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'http://git.example/acme/deploy.git' is fetched without encryption
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
              source: {repoURL: "https://ci:hunter2@git.example/acme/deploy.git", targetRevision: HEAD, path: shop}
              #                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ repoURL holds a password
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
              source: {repoURL: "ssh://git@git.example:2222/acme/deploy.git", targetRevision: HEAD, path: shop}
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
              source: {repoURL: "http://gitea-http.gitea.svc:3000/acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
        ),
    )


def _is_inside(url: str, repo: Repository) -> bool:
    """Whether the host is a Service of the cluster, or the machine itself."""
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    if "." not in host or host.endswith((".svc", ".local", ".localhost", ".internal")) or host == "127.0.0.1":
        return True
    namespace = host.partition(".")[2]  # a Service by its short name, where Applications deploy to the namespace
    return namespace in repo.once(_namespaces)


def _namespaces(repo: Repository) -> frozenset[str]:
    return frozenset(deployable.namespace for deployable in repo.deployables if deployable.namespace)
