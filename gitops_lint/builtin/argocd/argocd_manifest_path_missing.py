"""Rule: manifest-generate-paths leaves out what the Application is rendered from."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gitops_lint.argocd.application import Source, read_application
from gitops_lint.argocd.globs import path_match
from gitops_lint.builtin.argocd._tree import deployed_by, exists
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity

_ANNOTATION = "argocd.argoproj.io/manifest-generate-paths"
_APPLICATION = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata:
      name: shop
      namespace: argocd
      annotations:
        argocd.argoproj.io/manifest-generate-paths: PATHS
    spec:
      project: shop
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop/prod}
    """
_FILES = {
    "shop/prod/kustomization.yaml": "resources: [../base]",
    "shop/base/kustomization.yaml": "resources: [settings.yaml]",
    "shop/base/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {currency: EUR}}",
}
_HERE = {"repositories": {"https://github.com/acme/deploy": "."}}


class ArgocdManifestPathMissing(Rule[Application]):
    """`argocd.argoproj.io/manifest-generate-paths` tells Argo CD which files an Application depends on: after a push that
    changes none of them it goes on with the manifests that it has.  A base beside the overlay, a chart that is depended on or a
    values file elsewhere that is left out here changes nothing in the cluster until something else does.

    Paths are relative to the source's path, `/` is the root of the repository, and `;` stands between them.
    Source: `AppFilesHaveChanged` in Argo CD's `util/app/path/path.go`.

    **When to allow it.**  What is left out changes only together with what is named.
    """

    summary = "manifest-generate-paths leaves out what the Application is rendered from"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """The first file that no path covers, of an Application that is rendered from this repository alone."""
        node = target.at("metadata", "annotations", _ANNOTATION)
        deployable = deployed_by(target, repo)
        if node is None or not isinstance(node.value, str) or not node.value.strip() or deployable is None:
            return
        sources = read_application(target.value).sources
        if deployable.not_checked or deployable.speculative or len({source.repo_url for source in sources}) != 1:
            return
        if any(source.chart for source in sources) or "{{" in node.value or "$" in node.value:
            return
        paths = [path for source in sources for path in _paths(node.value, source)]
        used = {resource.origin.first.path for resource in deployable.resources}
        used.update(path for source in sources for path in _values(source))
        for path in sorted(used):
            if not path.startswith("@") and exists(repo, path) and not any(_covers(one, path) for one in paths):
                yield self.finding(node, f"manifest-generate-paths leaves out '{path}', which is rendered")
                return

    examples = (
        Bad(
            files={
                "apps/shop.yaml": _APPLICATION.replace("PATHS", ".")
                .rstrip()
                .replace(
                    "paths: .\n",
                    "paths: .\n        #                                           ^ "
                    "manifest-generate-paths leaves out 'shop/base/settings.yaml', which is rendered\n",
                ),
                **_FILES,
            },
            config=_HERE,
        ),
        Good(files={"apps/shop.yaml": _APPLICATION.replace("PATHS", ".;../base"), **_FILES}, config=_HERE),
        Good(files={"apps/shop.yaml": _APPLICATION.replace("PATHS", "/shop/*/*.yaml"), **_FILES}, config=_HERE),
    )


def _paths(text: str, source: Source) -> Iterator[str]:
    """The paths of an annotation from the root of the repository, as one source has them."""
    for path in filter(None, map(str.strip, text.split(";"))):
        yield posixpath.normpath(posixpath.join("/", source.path, path)).lstrip("/")


def _covers(path: str, file: str) -> bool:
    """Whether a file is one of those that a path names: itself, below it, or matched by it as a glob."""
    return not path or file == path or file.startswith(f"{path}/") or path_match(path, file)


def _values(source: Source) -> Iterator[str]:
    """The value files in the repository; a reference counts from its root, like a leading slash."""
    for text, _ in source.value_files():
        if "://" in text or "${" in text:
            continue
        if text.startswith("$"):
            yield posixpath.normpath(text.partition("/")[2] or ".")
        else:
            yield posixpath.normpath(posixpath.join("/", source.path, text)).lstrip("/")
