"""Rule: ignoreDifferences matches nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.groups import lacks_group
from gitops_lint.builtin.argocd._ignored import is_about
from gitops_lint.builtin.argocd._specs import APPLICATIONS, specs
from gitops_lint.builtin.argocd._tree import deployed_by
from gitops_lint.finding import Pointer
from gitops_lint.model.node import nearest
from gitops_lint.rule import Application, Bad, Good, Node, Occurrence, Repository, Resource, Rule, Severity

Place = tuple[str, int, Pointer]


class ArgocdIgnoreDifferencesUnmatched(Rule[Resource]):
    """The entry matches none of the objects, or names no field, so that it ignores nothing.

    Without `group` it means the core group alone: `kind: Deployment` needs `group: apps`.  `name` and `namespace` are exact.
    Objects are compared only where all of them are known.

    **When to allow it.**  The object comes with a later change.
    """

    summary = "ignoreDifferences matches nothing"
    severity = Severity.WARNING
    tags = frozenset({"argocd"})
    kinds = APPLICATIONS

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """What is wrong with the entry itself, else whether any object fits."""
        for root in specs(target, repo):
            for entry in read_application(root.value).ignore_differences:
                node = nearest(root, entry.pointer)
                if not entry.group and (message := lacks_group(entry.kind)):
                    yield self.finding(node.at("kind") or node, message, grip="key")
                elif not (entry.json_pointers or entry.jq_expressions or entry.managers):
                    yield self.finding(node, "ignoreDifferences entry names no field, so that it ignores nothing")
                elif isinstance(target, Application) and repo.once(_matched).get(_place(target, node)) is False:
                    name = f" '{entry.name}'" if entry.name else ""
                    message = f"no {entry.kind}{name} of group '{entry.group}' is among the objects"
                    yield self.finding(node, message)

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
              ignoreDifferences: [{kind: Deployment, jsonPointers: [/spec/replicas]}]
              #                    ^^^^ without group no Deployment matches, it is in 'apps'
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
              ignoreDifferences: [{group: apps, kind: Deployment}]
              #                    ^^^^^ ignoreDifferences entry names no field, so that it ignores nothing
            """,
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
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      ignoreDifferences: [{group: apps, kind: StatefulSet, jsonPointers: [/spec/replicas]}]
                      #                    ^^^^^ no StatefulSet of group 'apps' is among the objects
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
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: shop
                      destination: {server: https://kubernetes.default.svc, namespace: shop}
                      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
                      ignoreDifferences: [{group: apps, kind: Deployment, name: web, jsonPointers: [/spec/replicas]}]
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
            title="objects that nobody knows",
        ),
    )


def _matched(repo: Repository) -> Mapping[Place, bool]:
    """Whether the entry of that place matches in any Application that has it; those not known in full count as yes."""
    found: dict[Place, bool] = {}
    for application in repo.applications:
        entries = read_application(application.value).ignore_differences
        deployable = deployed_by(application, repo) if entries else None
        for entry in entries:
            whole = deployable is not None and deployable.resources and not deployable.not_checked
            fits = not whole or deployable is None or any(is_about(entry, item) for item in deployable.resources)
            place = _place(application, nearest(application, entry.pointer))
            found[place] = found.get(place, False) or bool(fits)
    return found


def _place(application: Application, node: Node) -> Place:
    cause = application.origin.trace(node.pointer)[0]
    return cause.path, cause.document, cause.pointer if cause.span is None else (str(cause.span),)
