"""Rule: Application deploys from a repository that is not allowed."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.repourl import normalize_git_url
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.model.node import nearest
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.source.globs import name_matches


class ArgocdRepoUrlNotAllowed(Rule[Resource]):
    """The source of an Application lies outside of what the configuration allows: whoever owns that repository decides what runs.

    Nothing is reported until one of the lists is set.  Their globs match the URL as it is written, or as Argo CD compares
    it: in lower case, without `.git` and without `ssh://`.

    ```yaml
    rules:
      argocd-repo-url-not-allowed:
        allowed: ["https://github.com/acme/*", "git@github.com/acme/*", "https://charts.jetstack.io"]
    ```

    The `sourceRepos` of an AppProject hold in the cluster too; this rule is for those who have none, or whose teams may
    change them.

    **When to allow it.**  The repository has been reviewed; better, mirror it.
    """

    summary = "Application deploys from a repository that is not allowed"
    severity = Severity.ERROR
    security_severity = 5.0
    tags = frozenset({"argocd", "security", "supply-chain"})
    aliases = ("argocd-lint:AR013",)
    kinds = APPLICATIONS

    class Options:
        """Options of the rule; empty lists ask nothing."""

        allowed: tuple[str, ...] = ()  #: globs of URLs, one of which must match
        denied: tuple[str, ...] = ()  #: globs of URLs, none of which may match

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every source whose URL is not among the allowed ones, or among the denied ones."""
        allowed, denied = self.options.allowed, self.options.denied
        if not allowed and not denied:
            return
        for root in specs(target, repo):
            for source in read_application(root.value).sources:
                url = source.repo_url.strip()
                if not url or "{{" in url or "$" in url:
                    continue
                node = nearest(root, source.at("repoURL"))
                if allowed and not _matches(allowed, url):
                    yield self.finding(node, f"repository '{url}' is not allowed")
                elif _matches(denied, url):
                    yield self.finding(node, f"repository '{url}' is denied")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme-shop/deploy.git", targetRevision: HEAD, path: shop}
              #                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ repository 'https://github.com/acme-shop/deploy.git' is not allowed
            """,
            options={"allowed": ["https://github.com/acme/*"]},
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://charts.bitnami.com/bitnami", targetRevision: 1.2.3, chart: redis}
              #                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ repository 'https://charts.bitnami.com/bitnami' is denied
            """,
            options={"denied": ["https://charts.bitnami.com/*"]},
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "git@github.com:Acme/deploy.git", targetRevision: HEAD, path: shop}
            """,
            options={"allowed": ["git@github.com/acme/*"]},
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/else/deploy.git", targetRevision: HEAD, path: shop}
            """,
            title="no list, no finding",
        ),
    )


def _matches(globs: tuple[str, ...], url: str) -> bool:
    return name_matches(globs, url) or name_matches(globs, normalize_git_url(url))
