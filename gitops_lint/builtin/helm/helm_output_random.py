"""Rule: a chart prints another value each time."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.argocd.application import read_application
from gitops_lint.builtin.argocd._ignored import is_ignored, is_ignored_everywhere
from gitops_lint.finding import json_pointer
from gitops_lint.model.node import nearest
from gitops_lint.model.origin import Written
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity
from gitops_lint.syncplan.hooks import is_hook


class HelmOutputRandom(Rule[Repository]):
    """A template makes a value at random (`randAlphaNum`, `genCA`, `uuidv4`, …).  Helm by itself does so once; Argo CD renders the
    chart for every comparison, so that the Application is never in sync, and each sync writes another password.  `lookup`
    is no help, for it finds nothing there.

    Make the Secret elsewhere (External Secrets, Sealed Secrets, cert-manager) and give the chart its name, or name the
    field in `ignoreDifferences` and set `RespectIgnoreDifferences=true`.

    A chart that names such a function is rendered twice, and what differs is reported.

    **When to allow it.**  The object is a hook, which is not compared.
    """

    summary = "chart prints another value each time it is rendered"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "helm", "reliability"})

    def check(self, target: Repository, repo: Repository) -> Iterator[Occurrence]:
        """The first such value of each object."""
        if all(type(resource.origin) is Written for resource in repo.resources):
            return  # no chart made anything
        from gitops_lint.workspace.unstable import unstable_places

        for resource, pointer in repo.once(unstable_places):
            application = resource.deployable.application if resource.deployable is not None else None
            if application is None or is_hook(resource.value):
                continue
            ignored = is_ignored(read_application(application.value), resource, pointer)
            if not ignored and not is_ignored_everywhere(resource, repo):
                message = (
                    f"'{json_pointer(pointer)}' of the {resource.kind} is another one each time the chart is rendered"
                )
                yield self.finding(nearest(resource, pointer), message)

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
                    """,
                "shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n",
                "shop/templates/settings.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    data:
                      color: blue
                      instance: {{ uuidv4 | quote }}
                    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ '/data/instance' of the ConfigMap is another one each time the chart is rendered
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            needs="helm",
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
                      ignoreDifferences: [{kind: ConfigMap, name: ignored, jsonPointers: [/data/instance]}]
                    """,
                "shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n",
                "shop/values.yaml": "instance: one\n",
                "shop/templates/settings.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data:
                      instance: {{ .Values.instance | default uuidv4 | quote }}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: ignored}
                    data:
                      instance: {{ uuidv4 | quote }}
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
                      ignoreDifferences:
                        - {kind: Secret, name: shop, jsonPointers: [/data/password]}
                        - {kind: ConfigMap, jsonPointers: [/metadata/annotations/acme.example~1instance]}
                    """,
                "shop/Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n",
                "shop/templates/secret.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: shop}
                    stringData: {password: {{ randAlphaNum 20 | quote }}}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: shop, annotations: {acme.example/instance: {{ uuidv4 | quote }}}}
                    """,
            },
            config={"repositories": {"https://github.com/acme/deploy": "."}},
            title="ignored as data, and with a slash in the key",
        ),
    )
