"""Rule: one repository under two URLs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.repourl import normalize_git_url, parse_address
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.model.node import nearest
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdRepoUrlInconsistent(Rule[Resource]):
    """Applications name one repository by URLs that are different ones to Argo CD: `https://…` and `git@…`, with and without a slash
    at the end, with and without a port.  Each needs credentials of its own, `sourceRepos` of a project permits one and not the
    other, and the repository is cloned twice.

    **When to allow it.**  The repository is moving from one to the other.
    """

    summary = "one repository under URLs that Argo CD takes for different ones"
    severity = Severity.INFO
    tags = frozenset({"argocd"})
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every source whose spelling is not the usual one of the repository."""
        usual = repo.once(_usual)
        for root in specs(target, repo):
            for source in read_application(root.value).sources:
                address = parse_address(source.repo_url) if source.is_git else None
                known = usual.get(str(address)) if address is not None else None
                if known is not None and normalize_git_url(known) != normalize_git_url(source.repo_url):
                    node = nearest(root, source.at("repoURL"))
                    yield self.finding(
                        node, f"'{source.repo_url}' is '{known}' elsewhere, another repository to Argo CD"
                    )

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: db, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "git@github.com:acme/deploy.git", targetRevision: HEAD, path: shop}
              #                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'git@github.com:acme/deploy.git' is 'https://github.com/acme/deploy.git' elsewhere, another repository to Argo CD
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/Acme/deploy", targetRevision: HEAD, path: shop}
            """,
        ),
    )


def _usual(repo: Repository) -> Mapping[str, str]:
    """The spelling that most sources use, by repository; where there is but one, none."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for target in (*repo.applications, *repo.application_sets):
        root = target.at("spec", "template") if target.kind == "ApplicationSet" else target
        for source in read_application(root.value).sources if root is not None else ():
            address = parse_address(source.repo_url) if source.is_git else None
            if address is not None:
                counts[str(address)][source.repo_url] += 1
    return {
        address: max(sorted(urls), key=urls.__getitem__)
        for address, urls in counts.items()
        if len({normalize_git_url(url) for url in urls}) > 1
    }
