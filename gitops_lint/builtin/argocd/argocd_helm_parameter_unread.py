"""Rule: the chart does not read a Helm parameter."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex
from gitops_lint.references.chartreads import chart_of, chart_reads
from gitops_lint.rule import Application, Bad, Confidence, Good, Node, Occurrence, Repository, Rule, Severity

_PART = regex(r"((?:[^.\\\[]|\\.)+)|\[(\d+)\]")


class ArgocdHelmParameterUnread(Rule[Application]):
    """An Application sets a Helm parameter that neither the chart's `values.yaml` nor a template of it knows.  Helm takes every
    name; the parameter has no effect, and what it was meant to set stays as it was.

    Judged are charts in the tree whose dependencies are there too, by the words in their templates.

    **When to allow it.**  A template reads the value under a name that it puts together.
    """

    summary = "Helm parameter that the chart does not read"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "helm"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Every parameter of an Application of one chart."""
        deployable = deployed_by(target, repo)
        if deployable is None or len(deployable.folders) != 1:
            return
        folder = deployable.folders[0]
        values = "values.yaml" if folder == "." else f"{folder}/values.yaml"
        if chart_of(repo, values) != folder:
            return
        for parameter in _parameters(target):
            name = parameter.text("name")
            if name and "{{" not in name and "$" not in name and chart_reads(repo, values, path_of(name)) is False:
                node = parameter.at("name") or parameter
                yield self.finding(node, f"chart does not read '{name}'")

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
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
                          parameters:
                            - {name: image.tagg, value: 1.2.0}
                            #        ^^^^^^^^^^ chart does not read 'image.tagg'
                    """,
                "shop/Chart.yaml": """
                    {apiVersion: v2, name: shop, version: 1.0.0}
                    """,
                "shop/values.yaml": """
                    image: {tag: 1.0.0}
                    """,
                "shop/templates/pod.yaml": """
                    # {{ .Values.image.tag }}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
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
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: shop
                        helm:
                          parameters:
                            - {name: image.tag, value: 1.2.0}
                            - {name: image.pullPolicy, value: Always}
                    """,
                "shop/Chart.yaml": """
                    {apiVersion: v2, name: shop, version: 1.0.0}
                    """,
                "shop/values.yaml": """
                    image: {tag: 1.0.0}
                    """,
                "shop/templates/pod.yaml": """
                    # {{ .Values.image.tag }} {{ .Values.image.pullPolicy }}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )


def _parameters(target: Application) -> Iterator[Node]:
    yield from target.items("spec", "source", "helm", "parameters")
    for source in target.items("spec", "sources"):
        yield from source.items("helm", "parameters")


def path_of(name: str) -> Pointer:
    """The path that ``--set`` means by a name: dots part it but for one behind a backslash, ``[0]`` is an index."""
    parts = _PART.findall(name)
    return tuple(int(index) if index else text.replace("\\", "") for text, index in parts)
