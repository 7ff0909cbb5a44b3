"""Rule: manifest-generate-paths names what does not exist."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.builtin.argocd._tree import deployed_by, exists
from gitops_lint.rule import Application, Bad, Good, Occurrence, Repository, Rule, Severity

_ANNOTATION = "argocd.argoproj.io/manifest-generate-paths"


class ArgocdManifestPathNotFound(Rule[Application]):
    """A path in `argocd.argoproj.io/manifest-generate-paths` is not in the repository: a push that changes what is meant
    refreshes nothing, and the Application stays at the old manifests.

    Paths are relative to the source's path, `/` is the root of the repository.

    **When to allow it.**  The folder comes with a later change.
    """

    summary = "manifest-generate-paths names what does not exist"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Every path, if the only source is this repository and was rendered."""
        node = target.at("metadata", "annotations", _ANNOTATION)
        deployable = deployed_by(target, repo)
        sources = read_application(target.value).sources
        if node is None or not isinstance(node.value, str) or deployable is None or len(sources) != 1:
            return
        if not deployable.resources or deployable.not_checked or not sources[0].path:
            return
        for path in filter(None, map(str.strip, node.value.split(";"))):
            full = posixpath.normpath(posixpath.join("/", sources[0].path, path)).lstrip("/") or "."
            if any(sign in full for sign in "*?[{$"):
                continue
            if not exists(repo, full):
                yield self.finding(node, f"manifest-generate-paths names '{path}', which does not exist")

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/manifest-generate-paths: .;../base
                        #                                           ^^^^^^^^^ manifest-generate-paths names '../base', which does not exist
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
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
                        spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
                    ---
                    apiVersion: autoscaling/v2
                    kind: HorizontalPodAutoscaler
                    metadata: {name: web}
                    spec:
                      maxReplicas: 4
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Good(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations:
                        argocd.argoproj.io/manifest-generate-paths: .;/shop;*.json
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
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
                        spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
                    ---
                    apiVersion: autoscaling/v2
                    kind: HorizontalPodAutoscaler
                    metadata: {name: web}
                    spec:
                      maxReplicas: 4
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )
