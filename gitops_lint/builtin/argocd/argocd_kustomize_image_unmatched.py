"""Rule: image that an Application sets is in none of its objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.plain import mapping
from gitops_lint.argocd.sourcefiles import addressee
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.model.node import nearest, scalars
from gitops_lint.render.directory import folder_of
from gitops_lint.rule import Application, Bad, Deployable, Document, Good, Occurrence, Repository, Rule, Severity


class ArgocdKustomizeImageUnmatched(Rule[Application]):
    """`kustomize.images` names an image that no object of the Application has: kustomize sets nothing and says nothing, and what
    runs is the image that the manifests name.

    The name on the left of `=` (or the only one) is the whole name as it stands in the manifests, with its registry and
    without its tag.  Where one template makes several Applications it is enough that one of them has the image.

    **When to allow it.**  Never; take the entry out.
    """

    summary = "image that an Application sets is in none of its objects"
    severity = Severity.WARNING
    looks_inside = True
    tags = frozenset({"argocd", "images", "kustomize"})

    def check(self, target: Application, repo: Repository) -> Iterator[Occurrence]:
        """Every entry whose outcome is nowhere to be seen in what was built."""
        wanted = list(_images(target))
        deployable = deployed_by(target, repo) if wanted else None
        if deployable is None or deployable.not_checked or not deployable.resources or _is_replaced(deployable, repo):
            return
        for pointer, text in wanted:
            image = _outcome(text)
            if image and not _is_in(image, repo.once(_texts, deployable)) and not _is_of_another(image, target, repo):
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
                            - job=*:1.5.0
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
                        kustomize: {images: ["registry.example/web:1.4.2"]}
                    """,
                "shop/.argocd-source-shop.yaml": "kustomize: {images: ['registry.example/web:1.5.0']}\n",
                "shop/kustomization.yaml": "resources: [web.yaml]\n",
                "shop/web.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="Image Updater has written a later one",
        ),
        Good(
            files={
                "apps/services.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: ApplicationSet
                    metadata: {name: services, namespace: argocd}
                    spec:
                      generators: [{list: {elements: [{name: web}, {name: api}]}}]
                      template:
                        metadata: {name: "{{name}}"}
                        spec:
                          project: shop
                          destination: {server: https://kubernetes.default.svc, namespace: "{{name}}"}
                          source:
                            repoURL: https://github.com/acme/deploy.git
                            targetRevision: HEAD
                            path: "{{name}}"
                            kustomize: {images: ["registry.example/web:1.5.0", "registry.example/api:2.0.0"]}
                    """,
                "web/kustomization.yaml": "resources: [web.yaml]\n",
                "web/web.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
                    """,
                "api/kustomization.yaml": "resources: [api.yaml]\n",
                "api/api.yaml": """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: api}
                    spec: {containers: [{name: api, image: "registry.example/api:1.4.2"}]}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="one list for all that a set makes",
        ),
    )


def _images(target: Application) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for source in read_application(target.value).sources:
        images = source.kustomize.get("images") if source.kustomize is not None else None
        for index, text in enumerate(images if isinstance(images, list) else ()):
            if isinstance(text, str) and "$" not in text and "{{" not in text:
                yield source.at("kustomize", "images", index), text


def _is_replaced(deployable: Deployable, repo: Repository) -> bool:
    """Whether an ``.argocd-source.yaml`` has other images, which stand for those of the Application."""
    return any(
        isinstance(document.value, dict) and mapping(document.value.get("kustomize")).get("images") is not None
        for folder in deployable.folders
        for document in repo.once(_source_files).get(folder, ())
    )


def _source_files(repo: Repository) -> Mapping[str, list[Document]]:
    found: dict[str, list[Document]] = {}
    for document in repo.documents:
        if ".argocd-source" in document.path and addressee(document.path) is not None:
            found.setdefault(folder_of(document.path), []).append(document)
    return found


def _texts(repo: Repository, deployable: Deployable) -> frozenset[str]:
    del repo
    return frozenset(
        value for resource in deployable.resources for _, value in scalars(resource.value) if isinstance(value, str)
    )


def _is_in(image: str, texts: frozenset[str]) -> bool:
    return image in texts or any(text.startswith((f"{image}:", f"{image}@")) for text in texts)


def _is_of_another(image: str, target: Application, repo: Repository) -> bool:
    """Whether an Application of the same ApplicationSet has the image: the list is one for all of them."""
    home = target.deployable
    return home is not None and home.application_set is not None and _is_in(image, repo.once(_texts_of_set, home))


def _texts_of_set(repo: Repository, home: Deployable) -> frozenset[str]:
    applications = (item for item in home.resources if isinstance(item, Application))
    made = (deployed_by(item, repo) for item in applications)
    return frozenset().union(*(repo.once(_texts, item) for item in made if item is not None))


def _outcome(text: str) -> str:
    """The image that kustomize writes, without a tag where it keeps the one that is there; empty where it keeps the name.

    Source: ``kustomize edit set image``, which Argo CD runs; ``*`` keeps what the kustomization says.
    """
    image = text.rpartition("=")[2].removesuffix(":*").removesuffix("@*")
    return "" if "*" in image else image
