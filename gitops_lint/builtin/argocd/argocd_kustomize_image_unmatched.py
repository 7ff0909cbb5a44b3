"""Rule: image that an Application sets is in none of its objects."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.model.node import nearest, scalars
from gitops_lint.rule import Application, Bad, Deployable, Good, Occurrence, Repository, Rule, Severity


class ArgocdKustomizeImageUnmatched(Rule[Application]):
    """`kustomize.images` names an image that no object of the Application has: kustomize sets nothing and says nothing, and what
    runs is the image that the manifests name.

    The name on the left of `=` (or the only one) is the whole name as it stands in the manifests, with its registry and
    without its tag.

    **When to allow it.**  Never; take the entry out.
    """

    summary = "image that an Application sets is in none of its objects"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "images", "kustomize"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Every entry whose outcome is nowhere to be seen in what was built."""
        wanted = list(_images(target))
        deployable = deployed_by(target, repo) if wanted else None
        if deployable is None or deployable.not_checked or not deployable.resources:
            return
        there = _texts(deployable)
        for pointer, text in wanted:
            image = _outcome(text)
            if image and image not in there and not any(one.startswith((f"{image}:", f"{image}@")) for one in there):
                yield self.finding(nearest(target, pointer), f"no object has an image that '{text}' could set")

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
                        kustomize:
                          images:
                            - registry.example/web:1.5.0
                            - app=registry.example/app:1.5.0
                            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no object has an image that 'app=registry.example/app:1.5.0' could set
                    """,
                "shop/kustomization.yaml": "resources: [web.yaml]\n",
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - {name: web, image: "registry.example/web:1.4.2"}
                            - {name: app, image: "registry.example/app:1.4.2"}
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
                        kustomize:
                          images:
                            - web=registry.example:5000/web:1.5.0
                            - app=registry.example/app
                            - "api:$ARGOCD_APP_REVISION"
                    """,
                "shop/kustomization.yaml": "resources: [web.yaml]\n",
                "shop/web.yaml": """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers:
                            - {name: web, image: web}
                            - {name: app, image: "app:1.4.2"}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )


def _images(target: Application) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for source in read_application(target.value).sources:
        images = source.kustomize.get("images") if source.kustomize is not None else None
        for index, text in enumerate(images if isinstance(images, list) else ()):
            if isinstance(text, str) and "$" not in text and "{{" not in text:
                yield source.at("kustomize", "images", index), text


def _texts(deployable: Deployable) -> frozenset[str]:
    return frozenset(
        value for resource in deployable.resources for _, value in scalars(resource.value) if isinstance(value, str)
    )


def _outcome(text: str) -> str:
    """The image that kustomize writes; without a tag where it keeps the one that is there.

    Source: ``parseImageNameNewNameTag`` of ``kustomize edit set image``, which Argo CD runs.
    """
    image = text.rpartition("=")[2]
    return image.removesuffix(":*").removesuffix("@*")
