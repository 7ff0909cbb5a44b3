"""Rule: the source is forced to a type that it is not."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity


class ArgocdSourceTypeMismatch(Rule[Problem]):
    """A `helm` or `kustomize` section decides what a source is, whatever lies in the folder; without one, a file whose name only
    ends in `Chart.yaml` makes a chart of a folder of manifests.  Here the folder has no `Chart.yaml` or no kustomization
    file, and Argo CD cannot generate manifests.

    Take the section away, give the file another name, or point `path` at the folder that was meant.

    **When to allow it.**  Never.
    """

    summary = "section of the source does not fit its folder"
    severity = Severity.ERROR
    tags = frozenset({"argocd", "helm", "kustomize", "sync"})

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
                        helm: {releaseName: web}
                      # ^^^^ 'shop' is deployed as a chart and has no Chart.yaml
                    """,
                "shop/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
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
                        kustomize: {namePrefix: web-}
                      # ^^^^^^^^^ 'shop' is deployed as a kustomization and has no kustomization file
                    """,
                "shop/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
        Bad(
            files={
                "apps/ingress.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: ingress, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: ingress}
                      source:
                        repoURL: https://github.com/acme/deploy.git
                        targetRevision: HEAD
                        path: ingress
                        #     ^^^^^^^ 'ingress' is deployed as a chart, because of the file 'HelmChart.yaml', and has no Chart.yaml
                    """,
                "ingress/HelmChart.yaml": """
                    {apiVersion: helm.cattle.io/v1, kind: HelmChart, metadata: {name: traefik}, spec: {chart: traefik}}
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
                        kustomize: {namePrefix: web-}
                    """,
                "shop/settings.yaml": """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
                    """,
                "shop/kustomization.yaml": """
                    resources: [settings.yaml]
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
        ),
    )
