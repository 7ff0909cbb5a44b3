"""Rule: an Application asks for a kustomize that Argo CD does not have."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.instance import instance_name, settings_of_instance
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.model.node import nearest
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class ArgocdKustomizeVersionUnregistered(Rule[Resource]):
    """`kustomize.version` of a source is the name of a binary that `argocd-cm` registers with `kustomize.path.<version>` (or
    `kustomize.version.<version>`).  For a name that is not registered Argo CD generates nothing.

    Asked is the `argocd-cm` of the Argo CD that runs the Application, where the repository holds all of it.

    **When to allow it.**  What is in the repository is only a part of `argocd-cm`.
    """

    summary = "Application asks for a version of kustomize that argocd-cm does not register"
    severity = Severity.ERROR
    confidence = Confidence.MEDIUM
    tags = frozenset({"argocd", "kustomize", "sync"})
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Every source with a version."""
        for root in specs(target, repo):
            for source in read_application(root.value).sources:
                version = (source.kustomize or {}).get("version")
                if not isinstance(version, str) or not version or "{{" in version:
                    continue
                if _is_missing(repo, instance_name(target), version):
                    node = nearest(root, source.at("kustomize", "version"))
                    yield self.finding(node, f"kustomize version {version} is not registered")

    examples = (
        Bad(
            """
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
                kustomize: {version: v5.4.3}
                #                    ^^^^^^ kustomize version v5.4.3 is not registered
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {kustomize.path.v5.4.4: /custom-tools/kustomize_5_4_4}
            """,
        ),
        Good(
            """
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
                kustomize: {version: v5.4.3}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {kustomize.path.v5.4.3: /custom-tools/kustomize_5_4_3}
            """,
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
                        kustomize: {version: v5.4.3}
                    """,
                "argocd/kustomization.yaml": """
                    resources: [https://raw.githubusercontent.com/argoproj/argo-cd/v3.2.0/manifests/install.yaml, tools]
                    patches: [{path: argocd-cm.yaml}]
                    """,
                "argocd/argocd-cm.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: argocd-cm}
                    data: {url: "https://argocd.example"}
                    """,
            },
            title="the rest of argocd-cm is remote",
        ),
        Good(
            """
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
                kustomize: {version: v5.4.3}
            """,
            title="argocd-cm is elsewhere",
        ),
    )


def _is_missing(repo: Repository, instance: str, version: str) -> bool:
    cm = repo.once(settings_of_instance, instance).cm
    return cm.every(f"kustomize.path.{version}") == {""} == cm.every(f"kustomize.version.{version}")
