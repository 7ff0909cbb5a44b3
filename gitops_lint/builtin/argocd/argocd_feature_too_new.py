"""Rule: something that the configured Argo CD does not have yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.argocd.releases import Release, newer_fields
from gitops_lint.builtin.argocd._specs import specs
from gitops_lint.model.node import nearest
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.syncplan.hooks import HOOK, newer_types, role_of
from gitops_lint.syncplan.options import APPLICATION_SINCE, RESOURCE_SINCE, SYNC_OPTIONS, csv


class ArgocdFeatureTooNew(Rule[Repository]):
    """The field, the sync option or the hook came with a later Argo CD than `argocd.version` of the configuration says.
    An older one drops unknown fields of its own kinds without a word, so an Application loses its `sources` and a
    project's list of cluster resources its names; options have no effect, and an object whose hook is unknown is never
    applied.

    Nothing is reported unless the configuration, or `--argocd-version`, says which release it is.

    **When to allow it.**  The upgrade is on its way.
    """

    summary = "field, option or hook of a later Argo CD"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    def check(self, target: Repository) -> Iterator[Occurrence]:
        """The fields and options of Argo CD's own kinds, and the annotations of every object."""
        release = target.config.argocd.version
        for resource in target.resources if target.config.argocd.told else ():
            if resource.group == "argoproj.io":
                yield from self._fields(resource, target, release)
            annotations = resource.get("metadata", "annotations")
            if isinstance(annotations, dict) and (HOOK in annotations or SYNC_OPTIONS in annotations):
                yield from self._annotations(resource, release)

    def _fields(self, target: Resource, repo: Repository, release: Release) -> Iterator[Occurrence]:
        if target.kind in ("ApplicationSet", "AppProject"):
            for pointer, since in newer_fields(target.kind, target.get("spec"), release):
                yield self.finding(nearest(target, ("spec", *pointer)), _dropped(pointer, since, release), grip="key")
        for root in specs(target, repo) if target.kind in ("Application", "ApplicationSet") else ():
            for pointer, since in newer_fields("Application", root.get("spec"), release):
                yield self.finding(nearest(root, ("spec", *pointer)), _dropped(pointer, since, release), grip="key")
            for node in root.items("spec", "syncPolicy", "syncOptions"):
                came = _came(str(node.value), APPLICATION_SINCE, release)
                if came:
                    yield self.finding(node, _unknown(f"sync option '{node.value}' of an Application", came, release))

    def _annotations(self, target: Resource, release: Release) -> Iterator[Occurrence]:
        options = target.at("metadata", "annotations", SYNC_OPTIONS)
        for option in csv(target.value) if options is not None else ():
            came = _came(option, RESOURCE_SINCE, release)
            if came and options is not None:
                yield self.finding(options, _unknown(f"sync option '{option}' of an object", came, release))
        hook = target.at("metadata", "annotations", HOOK)
        for member, since in newer_types(target.value, release) if hook is not None else ():
            message = _unknown(f"hook '{member}'", since, release)
            if hook is not None and role_of(target.value, release).kind == "never":
                yield self.finding(hook, f"{message}: the object is never applied", severity=Severity.ERROR)
            elif hook is not None:
                yield self.finding(hook, message)

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
              syncPolicy:
                automated:
                  enabled: false
                  #^^^^^^ 'syncPolicy.automated.enabled' came with Argo CD 3.1, and 2.14 drops it
                syncOptions: [Prune=confirm]
                #             ^^^^^^^^^^^^^ sync option 'Prune=confirm' of an Application came with Argo CD 3.4, and 2.14 does not know it
            """,
            config={"argocd": {"version": "2.14"}},
        ),
        Bad(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: farewell
              annotations:
                argocd.argoproj.io/hook: PreDelete
                #                        ^^^^^^^^^ hook 'PreDelete' came with Argo CD 3.3, and 3.2 does not know it: the object is never applied
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: registry.example/app:1.4.2}]}}}
            """,
            config={"argocd": {"version": "3.2"}},
            title="a hook",
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: shop, namespace: argocd}
            spec:
              clusterResourceWhitelist:
                - group: ""
                  kind: Namespace
                  name: shop-*
                  #^^^ 'clusterResourceWhitelist.0.name' came with Argo CD 3.3, and 3.2 drops it
            """,
            config={"argocd": {"version": "3.2"}},
            title="a project that becomes wider",
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
              syncPolicy: {automated: {enabled: false}, syncOptions: [PruneLast=true]}
            """,
            config={"argocd": {"version": "3.1"}},
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
              syncPolicy: {syncOptions: [Prune=confirm]}
            """,
            title="nobody says which release",
        ),
    )


def _came(option: str, since: Mapping[str, Release], release: Release) -> Release | None:
    """The release that brought an option, if it is later than ours."""
    came = since.get(option)
    return came if came is not None and came > release else None


def _dropped(pointer: tuple[str | int, ...], since: Release, release: Release) -> str:
    return f"'{'.'.join(map(str, pointer))}' came with Argo CD {_text(since)}, and {_text(release)} drops it"


def _unknown(what: str, since: Release, release: Release) -> str:
    return f"{what} came with Argo CD {_text(since)}, and {_text(release)} does not know it"


def _text(release: Release) -> str:
    return ".".join(map(str, release))
