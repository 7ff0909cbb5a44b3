"""Rule: a set looks for folders in another revision than it deploys them from."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.repourl import same_url
from gitops_lint.rule import ApplicationSet, Bad, Good, Occurrence, Rule, Severity

_DEFAULTS = frozenset({"", "HEAD", "head", "main", "master"})
"""Names that may be one and the same branch."""


class ArgocdApplicationsetRevisionDiffers(Rule[ApplicationSet]):
    """A git generator finds folders at one revision of a repository, and the template deploys them from another revision of it.
    A folder that is new at the first is missing at the second (`app path does not exist`), and one that is gone at the
    first is deleted although the second still has it.

    Compared are revisions that are written out, and sources whose path comes from the generator.

    **When to allow it.**  The folders are only named after, and every revision has them.
    """

    summary = "ApplicationSet finds folders in another revision than it deploys"
    severity = Severity.INFO
    tags = frozenset({"argocd"})

    def check(self, target: ApplicationSet) -> Iterator[Occurrence]:
        """Each git generator beside each source of the template."""
        from gitops_lint.argocd.applicationset.walk import generators

        gits = [(body, pointer) for kind, body, pointer in generators(target.value) if kind == "git"]
        template = target.get("spec", "template")
        for source in read_application(template).sources if gits else ():
            if "{{" not in source.path or "{{" in source.target_revision or "{{" in source.repo_url:
                continue
            for body, pointer in gits:
                revision, url = body.get("revision", ""), body.get("repoURL")
                if not (isinstance(revision, str) and isinstance(url, str) and same_url(url, source.repo_url)):
                    continue
                if (
                    "{{" in revision
                    or revision == source.target_revision
                    or _may_be_one(revision, source.target_revision)
                ):
                    continue
                node = target.at("spec", "template", *source.at("targetRevision"))
                place = target.at(*pointer, "revision") or target.at(*pointer) or target
                message = f"deploys '{source.target_revision}', but the generator looks at '{revision}'"
                yield self.finding(node or target, message, related=[(place, "folders are found here")])

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{git: {repoURL: "https://github.com/acme/shops.git", revision: HEAD, directories: [{path: shops/*}]}}]
              template:
                metadata: {name: "{{.path.basename}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/shops", targetRevision: v1.2.0, path: "{{.path.path}}"}
                  #                                                                  ^^^^^^ deploys 'v1.2.0', but the generator looks at 'HEAD'
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{git: {repoURL: "https://github.com/acme/shops.git", revision: HEAD, directories: [{path: shops/*}]}}]
              template:
                metadata: {name: "{{.path.basename}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/shops", targetRevision: main, path: "{{.path.path}}"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{git: {repoURL: "https://github.com/acme/shops.git", revision: v1.2.0, directories: [{path: shops/*}]}}]
              template:
                metadata: {name: "{{.path.basename}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/shops", targetRevision: v1.2.0, path: "{{.path.path}}"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{git: {repoURL: "https://github.com/acme/shops.git", revision: HEAD, directories: [{path: shops/*}]}}]
              template:
                metadata: {name: "{{.path.basename}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/shops", targetRevision: v1.2.0, path: "charts/shop"}
            """,
        ),
    )


def _may_be_one(first: str, second: str) -> bool:
    return first in _DEFAULTS and second in _DEFAULTS
