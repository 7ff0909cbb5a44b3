"""Rule: ignoreDifferences holds no JSON pointer."""

from __future__ import annotations

from gitops_lint.builtin.argocd._specs import SpecRule
from gitops_lint.rule import Bad, Good, Severity


class ArgocdIgnoreDifferencesPointerMalformed(SpecRule):
    """A JSON pointer starts with `/` and has no wildcards: this one ignores nothing, and the Application stays OutOfSync.

    A slash in the name of an annotation or label is written `~1`, since each `/` leads one level down.  An ApplicationSet's
    `ignoreApplicationDifferences` is read the same way.

    For all items of a list use `jqPathExpressions`, such as `.spec.template.spec.containers[].image`.

    **When to allow it.**  Never.
    """

    summary = "ignoreDifferences holds no JSON pointer"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})
    aliases = ("argocd-source-lint:malformed-ignore-diff-pointer",)
    family = frozenset({"ignore-difference-pointer"})

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [spec/replicas]}]
              #                                                                  ^^^^^^^^^^^^^ JSON pointer 'spec/replicas' must start with '/'
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/template/spec/containers/*/image]}]
              #                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ JSON pointer '/spec/template/spec/containers/*/image' holds '*', which is no wildcard there
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              project: shop
              destination: {server: https://kubernetes.default.svc, namespace: shop}
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/metadata/annotations/acme.io/revision]}]
              #                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ JSON pointer '/metadata/annotations/acme.io/revision' leads below a text: in the key 'acme.io/revision' the slash is written '~1'
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{env: dev}]}}]
              ignoreApplicationDifferences: [{jsonPointers: [spec/syncPolicy]}]
              #                                              ^^^^^^^^^^^^^^^ JSON pointer 'spec/syncPolicy' must start with '/'
              template:
                metadata: {name: "shop-{{.env}}"}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: shop}
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
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              ignoreDifferences:
                - {kind: Service, jsonPointers: [/metadata/annotations/acme.io~1revision, /metadata/labels/team]}
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
              source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: v1.2.0, path: shop}
              ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
            """,
        ),
    )
