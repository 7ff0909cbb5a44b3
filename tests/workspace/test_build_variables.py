"""The build environment of Argo CD, in the options that it gives kustomize."""

from __future__ import annotations

import pytest

from gitops_lint.argocd.buildenv import REVISION
from gitops_lint.model.resource import Resource
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace.build import build_repository

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop-prod, namespace: argocd}}
spec:
  project: shop
  destination: {{server: https://kubernetes.default.svc, namespace: prod}}
  source:
    repoURL: https://github.com/acme/deploy.git
    targetRevision: HEAD
    path: shop
    kustomize: {{{kustomize}}}
"""
POD = "{apiVersion: v1, kind: Pod, metadata: {name: shop}, spec: {containers: [{name: web, image: web}]}}"


def pod(kustomize: str) -> Resource:
    """The Pod of an Application with these options."""
    files = {
        "apps/shop.yaml": APPLICATION.format(kustomize=kustomize),
        "shop/kustomization.yaml": "resources: [pod.yaml]",
        "shop/pod.yaml": POD,
    }
    config = config_from({"version": 1, "repositories": {"https://github.com/acme/deploy.git": "."}})
    (found,) = build_repository(MemoryTree(files), config).of_kind("", "Pod")
    assert found.context.application == "argocd/shop-prod"
    return found


def test_images() -> None:
    made = pod("images: ['web=registry.example/$ARGOCD_APP_PROJECT_NAME/web:${ARGOCD_APP_REVISION_SHORT}']")
    assert made.get("spec", "containers", 0, "image") == f"registry.example/shop/web:{REVISION[:7]}"


def test_labels() -> None:
    made = pod("commonLabels: {app: $ARGOCD_APP_NAME, path: a-$ARGOCD_APP_SOURCE_PATH-$UNKNOWN, price: $$}")
    assert made.labels == {"app": "shop-prod", "path": "a-shop-", "price": "$"}


@pytest.mark.parametrize(("asked", "expected"), [("true", "prod"), ("false", "$ARGOCD_APP_NAMESPACE")])
def test_annotations_where_the_application_says_so(asked: str, expected: str) -> None:
    made = pod(f"commonAnnotations: {{in: $ARGOCD_APP_NAMESPACE}}, commonAnnotationsEnvsubst: {asked}")
    assert made.annotations == {"in": expected}


def test_nothing_else() -> None:
    assert pod("namePrefix: $ARGOCD_APP_NAME-").name == "$ARGOCD_APP_NAME-shop"
