"""Rule: AppProject permits everything."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.project import Project, read_project
from gitops_lint.rule import AppProject, Bad, Good, Occurrence, Rule, Severity


class ArgocdProjectTooBroad(Rule[AppProject]):
    """A project that permits every repository, every destination and every cluster-wide kind protects nothing: whoever can
    merge into one of its sources is administrator of every cluster.

    Name the repositories, the clusters and namespaces, and the cluster-wide kinds that its Applications need.

    **When to allow it.**  The project of the platform team itself, whose repositories are as protected as the cluster.
    """

    summary = "AppProject permits everything"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "security"})
    aliases = ("argocd-lint:AR012", "kyverno:appproject-clusterresourceblacklist")

    class Options:
        """Options of the rule."""

        partly: bool = False  #: also a project that permits only some of the three without limit

    def check(self, target: AppProject) -> Iterator[Occurrence]:
        """What is without limit, and whether that is everything."""
        project = read_project(target.value)
        if project.name == "default":
            return
        found = _open(project)
        if len(found) == len(_PARTS) or (self.options.partly and found):
            node = target.at("spec", found[0]) or target
            wide = " and ".join([", ".join(_PARTS[key] for key in found[:-1]), _PARTS[found[-1]]][len(found) == 1 :])
            yield self.finding(node, f"project '{project.name}' permits {wide}")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: everything, namespace: argocd}
            spec:
              sourceRepos: ["*"]
            # ^^^^^^^^^^^ project 'everything' permits every repository, every cluster and namespace and every cluster-wide kind
              destinations: [{server: "*", namespace: "*"}]
              clusterResourceWhitelist: [{group: "*", kind: "*"}]
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["*"]
            # ^^^^^^^^^^^ project 'shop' permits every repository
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
            """,
            options={"partly": True},
        ),
        Good(
            """
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
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              sourceRepos: ["*"]
              destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
            """,
            title="namespaces are limited",
        ),
    )


_PARTS = {
    "sourceRepos": "every repository",
    "destinations": "every cluster and namespace",
    "clusterResourceWhitelist": "every cluster-wide kind",
}


def _open(project: Project) -> list[str]:
    wide = ("*", "**")
    repos = any(pattern in wide for pattern in project.source_repos)
    repos = repos and not any(pattern.startswith("!") for pattern in project.source_repos)
    anywhere = any(
        (entry.server in wide or entry.name in wide) and entry.namespace in wide for entry in project.destinations
    )
    denied = any(
        text.startswith("!") for entry in project.destinations for text in (entry.server, entry.name, entry.namespace)
    )
    kinds = any(entry.group == entry.kind == "*" and entry.name in ("", "*") for entry in project.cluster_whitelist)
    facts = (repos, anywhere and not denied, kinds and not project.cluster_blacklist)
    return [key for key, fact in zip(_PARTS, facts, strict=True) if fact]
