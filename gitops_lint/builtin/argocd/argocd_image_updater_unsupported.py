"""Rule: the image updater passes over an Application."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.rule import Application, Bad, Deployable, Good, Occurrence, Repository, Rule, Severity

_LIST = "argocd-image-updater.argoproj.io/image-list"


class ArgocdImageUpdaterUnsupported(Rule[Application]):
    """The Argo CD Image Updater is asked to update images of an Application that deploys a folder of plain manifests.  It knows
    Helm and Kustomize sources only and passes over all others: there is no parameter in which to write the new tag.

    A `kustomization.yaml` that names the manifests is enough.

    **When to allow it.**  Never; take the annotations away.
    """

    summary = "image updater is asked to update a folder of plain manifests"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "images"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Applications with a list of images, if all that they deploy is written as it stands."""
        if _LIST not in target.mapping("metadata", "annotations"):
            return
        deployable = deployed_by(target, repo)
        if deployable is not None and _is_plain(deployable):
            node = target.at("metadata", "annotations", _LIST) or target
            yield self.finding(
                node, "image updater supports Helm and Kustomize only, this is a plain folder", grip="key"
            )

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
                        argocd-image-updater.argoproj.io/image-list: web=registry.example/web
                    #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image updater supports Helm and Kustomize only, this is a plain folder
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/pod.yaml": """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "registry.example/web:1"}]}}
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
                        argocd-image-updater.argoproj.io/image-list: web=registry.example/web
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                    """,
                "shop/kustomization.yaml": "resources: [pod.yaml]",
                "shop/pod.yaml": """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "registry.example/web:1"}]}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )


def _is_plain(deployable: Deployable) -> bool:
    """Whether everything is applied as it is written; what could not be looked at may be otherwise."""
    if not deployable.resources or deployable.not_checked:
        return False
    origins = [resource.origin for resource in deployable.resources]
    return all(origin.first.how == "written" and not origin.chain for origin in origins)
