"""Rule: source floats."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import Source, read_application
from gitops_lint.argocd.repourl import Address, parse_address
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.builtin.argocd._tree import exists
from gitops_lint.model.node import nearest
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.workspace.remotes import own_urls

_RANGE = regex(r"[*<>^~|]|\s-\s|(^|\.)[xX](\.|$)")
_VERSION = regex(r"v?\d+(\.\d+)*([-+._][\w.+-]*)?\Z|[0-9a-f]{7,40}\Z|refs/tags/")


class ArgocdTargetRevisionNotPinned(Rule[Resource]):
    """The chart's version is a range, or an OCI artifact is followed at `latest`: what is deployed changes without a
    commit here, in all environments at once.  State one version.

    With the option `repositories` the same is said of a branch of somebody else's repository.  One's own repository on
    `HEAD` is how trunk-based teams work, and not meant.

    **When to allow it.**  Development follows the newest version on purpose.
    """

    summary = "version of a chart or of another repository floats"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "reliability", "supply-chain"})
    aliases = ("argocd-source-lint:floating-target-revision", "argocd-lint:AR001")
    kinds = APPLICATIONS

    class Options:
        """Options of the rule."""

        repositories: bool = False  #: also branches of git repositories of other owners

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every source that renders something or supplies values."""
        for root in specs(target, repo):
            for source in read_application(root.value).sources:
                revision = source.target_revision
                if "{{" in revision or "$" in revision:
                    continue
                if (source.chart or source.is_oci) and _RANGE.search(revision):
                    node = nearest(root, source.at("targetRevision"))
                    yield self.finding(
                        node, f"version '{revision}' of chart '{source.chart or source.repo_url}' is a range"
                    )
                elif source.is_oci and revision == "latest":
                    node = nearest(root, source.at("targetRevision"))
                    yield self.finding(node, f"'{source.repo_url}' is followed at 'latest'")
                elif self.options.repositories and _is_followed(source, repo):
                    node = nearest(root, source.at("targetRevision"))
                    what = f"'{revision}'" if revision else "the default branch"
                    message = f"another repository is followed at {what}"
                    yield self.finding(node, message, severity=Severity.INFO)

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "oci://registry.example/shop", path: ., targetRevision: latest}
              #                                                                         ^^^^^^ 'oci://registry.example/shop' is followed at 'latest'
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
              source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.*}
              #                                                                      ^^^ version '1.*' of chart 'shop' is a range
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
              source: {repoURL: https://charts.example, chart: shop, targetRevision: ">=1.2.0"}
              #                                                                      ^^^^^^^^^ version '>=1.2.0' of chart 'shop' is a range
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
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: main, path: shop}
              #                                                                       ^^^^ another repository is followed at 'main'
            """,
            options={"repositories": True},
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: https://charts.example, chart: shop, targetRevision: 1.2.0}
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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            options={"repositories": True},
            title="one's own repository",
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
            options={"repositories": True},
        ),
    )


def _is_followed(source: Source, repo: Repository) -> bool:
    """Whether it is a branch of a git repository of somebody else's."""
    if not source.is_git or "{{" in source.repo_url or _VERSION.match(source.target_revision):
        return False
    address = parse_address(source.repo_url)
    return address is not None and _owner(address) not in repo.once(_owners)


def _owners(repo: Repository) -> frozenset[tuple[str, str]]:
    """The owners of this repository, under any of its URLs: its remotes, and those whose folders are here."""
    urls = set(own_urls(repo.tree, repo.config))
    for resource in (*repo.applications, *repo.application_sets):
        root = resource.at("spec", "template") if resource.kind == "ApplicationSet" else resource
        for source in read_application(root.value).sources if root is not None else ():
            folder = source.path.partition("{{")[0]
            folder = (folder if folder == source.path else folder.rpartition("/")[0]).strip("./")
            if folder and source.is_git and exists(repo, folder):
                urls.add(source.repo_url)
    addresses = (parse_address(url) for url in urls)
    return frozenset(_owner(address) for address in addresses if address is not None)


def _owner(address: Address) -> tuple[str, str]:
    return address.host.lower(), address.path.strip("/").partition("/")[0].lower()
