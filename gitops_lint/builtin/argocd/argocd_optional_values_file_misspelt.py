"""Rule: a values file that may be missing is missing, and one of almost the same name is there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gitops_lint.argocd.application import Source, read_application
from gitops_lint.builtin.argocd._tree import deployed_by, exists
from gitops_lint.model.node import nearest
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity

_OPEN = frozenset("*?[{$")
_CHART = {
    "shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}",
    "shop/templates/settings.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: b}}",
    "shop/values-prod.yaml": "currency: EUR",
}
_APPLICATION = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: shop, namespace: argocd}
    spec:
      project: shop
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      source:
        repoURL: https://github.com/acme/deploy.git
        targetRevision: HEAD
        path: shop
        helm:
          ignoreMissingValueFiles: true
          valueFiles:
    """.rstrip()
_HERE = {"repositories": {"https://github.com/acme/deploy": "."}}


class ArgocdOptionalValuesFileMisspelt(Rule[Application]):
    """With `ignoreMissingValueFiles: true` a values file that does not exist is passed over without a word, a misspelt one
    too: the chart is rendered with its defaults.

    Told is a file beside which another one differs in nothing but `.yml` and `.yaml`, `-` and `_`, or capitals; any other may
    be missing on purpose.

    **When to allow it.**  Both files are meant, and one of them comes later.
    """

    summary = "optional values file is not there, but one of almost the same name is"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "helm"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Every optional file of a source that is rendered from this repository."""
        deployable = deployed_by(target, repo)
        if deployable is None or deployable.not_checked:
            return
        sources = [source for source in read_application(target.value).sources if source.renders and not source.chart]
        if len(sources) != len(deployable.folders):
            return
        for source, folder in zip(sources, deployable.folders, strict=True):
            if source.helm and source.helm.get("ignoreMissingValueFiles") is True and not folder.startswith("@"):
                yield from self._of_source(target, source, repo)

    def _of_source(self, target: Application, source: Source, repo: Repository) -> Iterator[Occurrence]:
        for text, pointer in source.value_files():
            if "valueFiles" not in pointer or _OPEN & set(text) or "://" in text:
                continue
            path = posixpath.normpath(posixpath.join("/", source.path, text)).lstrip("/")
            folder, name = posixpath.split(path)
            if exists(repo, path) or not exists(repo, folder or "."):
                continue
            twin = next((one for one in repo.tree.listdir(folder or ".") if _plain(one) == _plain(name)), None)
            if twin is not None:
                message = f"values file '{path}' does not exist and is passed over, did you mean '{twin}'?"
                yield self.finding(nearest(target, pointer), message)

    examples = (
        Bad(
            files={
                "apps/shop.yaml": _APPLICATION
                + """
            - values-prod.yml
            # ^^^^^^^^^^^^^^^ values file 'shop/values-prod.yml' does not exist and is passed over, did you mean 'values-prod.yaml'?
    """,
                **_CHART,
            },
            config=_HERE,
            needs="helm",
        ),
        Good(
            files={
                "apps/shop.yaml": _APPLICATION
                + """
            - values-prod.yaml
            - values-dev.yaml
    """,
                **_CHART,
            },
            config=_HERE,
        ),
    )


def _plain(name: str) -> str:
    """A file's name without what people mix up."""
    stem, ending = posixpath.splitext(name.lower().replace("_", "-"))
    return stem + (".yaml" if ending == ".yml" else ending)
