"""Rule: `.argocd-source.yaml` that breaks the Application, or says nothing to it."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity

_APPLICATION = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: shop, namespace: argocd}
    spec:
      project: shop
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
    """
_KUSTOMIZATION = "resources: [web.yaml]"
_WEB = """
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec: {containers: [{name: web, image: "registry.example/web:1.4.2"}]}
    """
_DEPLOY = {"apps/shop.yaml": _APPLICATION, "shop/kustomization.yaml": _KUSTOMIZATION, "shop/web.yaml": _WEB}
_HERE = {"repositories": {"https://github.com/acme/deploy": "."}}


class ArgocdSourceFileInvalid(Rule[Problem]):
    """`.argocd-source.yaml` beside the manifests changes the source of every Application that deploys the folder, and
    `.argocd-source-NAME.yaml` that of one; Image Updater writes them.  Both hold what would stand in `spec.source`.

    A value of another type than the field has (a tag without quotes: `1.10` is a number), an empty file, or a section
    beside the one that the Application has, and Argo CD renders nothing: `error while parsing source parameters`.
    Other things it passes over in silence: `repoURL`, `path`, `chart` and `targetRevision` are the Application's own,
    a field that a source has not is dropped, and null takes nothing away.  A file for an Application that does not
    deploy the folder is not read.  Outside of Argo CD's own namespace the name is `NAMESPACE_NAME`.

    **When to allow it.**  The file is for an Application that another repository holds.
    """

    summary = "`.argocd-source.yaml` that Argo CD refuses, or that changes nothing"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "sync"})

    examples = (
        Bad(
            files={
                **_DEPLOY,
                "shop/.argocd-source-shop.yaml": """
                    kustomize: {images: registry.example/web:1.5.0}
                    #                   ^^^^^^^^^^^^^^^^^^^^^^^^^^ error while parsing source parameters: 'kustomize.images' has to be a list
                    """,
            },
            config=_HERE,
            title="of another type",
        ),
        Bad(
            files={
                **_DEPLOY,
                "shop/.argocd-source.yaml": """
                    kustomize: {namePrefix: blue-}
                    path: shop/overlays/blue
                    #^^^ 'path' cannot be changed from a file
                    spec: {source: {}}
                    #^^^ a source has no field 'spec'
                    """,
            },
            config=_HERE,
            title="without effect",
        ),
        Bad(
            files={
                **_DEPLOY,
                "shop/.argocd-source-shopp.yaml": """
                    kustomize: {images: ["registry.example/web:1.5.0"]}
                    #^^^^^^^^ no Application that deploys 'shop' is called 'shopp', did you mean '.argocd-source-shop.yaml'?
                    """,
            },
            config=_HERE,
            title="for nobody",
        ),
        Good(
            files={
                **_DEPLOY,
                "shop/.argocd-source.yaml": "kustomize: {namePrefix: blue-}",
                "shop/.argocd-source-shop.yaml": 'kustomize: {images: ["registry.example/web:1.5.0"]}',
            },
            config=_HERE,
        ),
    )
