"""Rule: each sync writes what ignoreDifferences leaves to others."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import Difference, read_application
from gitops_lint.builtin.argocd._ignored import is_about
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.finding import Pointer
from gitops_lint.model.node import nearest
from gitops_lint.patterns import regex
from gitops_lint.rule import Application, Bad, Deployable, Good, Occurrence, Repository, Resource, Rule, Severity

_PATH = regex(r"(?:\.[A-Za-z_][A-Za-z0-9_]*)+")


class ArgocdIgnoreDifferencesNotRespected(Rule[Application]):
    """`ignoreDifferences` takes a field out of the comparison alone.  The manifest sets the field, so each sync writes it again
    and undoes what somebody else has set: the autoscaler's replicas jump back with every commit.

    Set the sync option `RespectIgnoreDifferences=true`, or take the field out of the manifest.

    **When to allow it.**  The value in git is meant to win whenever something is synced.
    """

    summary = "each sync writes what ignoreDifferences leaves to others"
    severity = Severity.INFO
    tags = frozenset({"argocd", "reliability"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Every ignored place that one of the objects sets, where syncs are automatic."""
        app = read_application(target.value)
        if not app.ignore_differences or app.automated is None or app.has_option("RespectIgnoreDifferences=true"):
            return
        deployable = deployed_by(target, repo)
        for entry in app.ignore_differences if deployable is not None and app.automated.enabled else ():
            for pointer, path in _places(entry):
                found = _setting(entry, path, deployable) if deployable is not None else None
                if found is not None:
                    message = f"the manifest sets '/{'/'.join(map(str, path))}', and each sync writes it"
                    yield self.finding(nearest(target, pointer), message, related=[(found, "this manifest")])

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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true, selfHeal: true}}
                      ignoreDifferences:
                        - {group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}
                        #                                                ^^^^^^^^^^^^^^ the manifest sets '/spec/replicas', and each sync writes it
                        - {group: apps, kind: Deployment, jqPathExpressions: [.spec.paused]}
                    """,
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      replicas: 2
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy:
                        automated: {prune: true, selfHeal: true}
                        syncOptions: [RespectIgnoreDifferences=true]
                      ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
                    """,
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      replicas: 2
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true, selfHeal: true}}
                      ignoreDifferences: [{group: apps, kind: Deployment, name: api, jsonPointers: [/spec/replicas]}]
                    """,
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      replicas: 2
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="another Deployment",
        ),
    )


def _places(entry: Difference) -> Iterator[tuple[Pointer, Pointer]]:
    """Where an entry names a place, and the place itself; of jq expressions only those that are plain paths."""
    for index, text in enumerate(entry.json_pointers):
        parts = text.split("/")[1:]
        path = tuple(int(part) if part.isdigit() else part.replace("~1", "/").replace("~0", "~") for part in parts)
        yield (*entry.pointer, "jsonPointers", index), path
    for index, text in enumerate(entry.jq_expressions):
        if _PATH.fullmatch(text):
            yield (*entry.pointer, "jqPathExpressions", index), tuple(text.split(".")[1:])


def _setting(entry: Difference, path: Pointer, deployable: Deployable) -> Resource | None:
    """The first object that the entry is about and that sets the place."""
    return next(
        (one for one in deployable.resources if path and is_about(entry, one) and one.get(*path) is not None), None
    )
