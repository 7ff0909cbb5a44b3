"""Rule: sync option is not one that Argo CD knows."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.argocd._specs import specs
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.syncplan.options import (
    APPLICATION_SINCE,
    RESOURCE_SINCE,
    SYNC_OPTIONS,
    ineffective,
    ineffective_on_resource,
)


class ArgocdSyncOptionUnknown(Rule[Resource]):
    """Argo CD compares sync options as whole strings: another case, a blank or an unknown value, and nothing happens.

    So `CreateNamespace=True` makes no namespace.  Some options belong to the Application, others to an object's
    annotation; in the wrong place they do nothing either.

    **When to allow it.**  Never; options that come with a later release are `argocd-feature-too-new`.
    """

    summary = "sync option without effect"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})
    aliases = ("argocd-source-lint:unknown-sync-option",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The Application's options, and the annotation of any object."""
        if target.group == "argoproj.io" and target.kind in ("Application", "ApplicationSet"):
            for root in specs(target, repo):
                options = root.sequence("spec", "syncPolicy", "syncOptions")
                for index in ineffective(options):
                    node = root.at("spec", "syncPolicy", "syncOptions", index)
                    if node is not None and "{{" not in str(node.value):
                        yield self.finding(node, _message(str(node.value), tuple(APPLICATION_SINCE), "an Application"))
        node = target.at("metadata", "annotations", SYNC_OPTIONS)
        if node is not None:
            for option in ineffective_on_resource(target.value):
                yield self.finding(node, _message(option, tuple(RESOURCE_SINCE), "an object"))

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
              syncPolicy: {syncOptions: [CreateNamespace=True]}
              #                          ^^^^^^^^^^^^^^^^^^^^ sync option 'CreateNamespace=True' has no effect on an Application, did you mean 'CreateNamespace=true'?
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
              syncPolicy: {syncOptions: [Force=true]}
              #                          ^^^^^^^^^^ sync option 'Force=true' has no effect on an Application
            """,
            title="an option for objects",
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              annotations: {argocd.argoproj.io/sync-options: "Prune=False"}
              #                                              ^^^^^^^^^^^^^ sync option 'Prune=False' has no effect on an object, did you mean 'Prune=false'?
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
              syncPolicy: {syncOptions: [CreateNamespace=true, PruneLast=true, ApplyOutOfSyncOnly=false]}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              annotations: {argocd.argoproj.io/sync-options: "Prune=false, Delete=confirm"}
            """,
        ),
    )


def _message(option: str, known: tuple[str, ...], place: str) -> str:
    from difflib import get_close_matches

    folded = {item.lower(): item for item in known}
    near = get_close_matches(option.lower().replace(" ", ""), folded, 1, 0.8)
    hint = f", did you mean '{folded[near[0]]}'?" if near and folded[near[0]] != option else ""
    return f"sync option '{option}' has no effect on {place}{hint}"
