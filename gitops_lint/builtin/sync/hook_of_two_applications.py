"""Rule: two Applications run a hook of one name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.builtin.argocd._tree import cluster_key
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.syncplan.hooks import delete_policies, is_hook, phases


class HookOfTwoApplications(Rule[Resource]):
    """Two Applications have a hook of the same kind, name and namespace for the same cluster. With the usual delete policy
    `BeforeHookCreation` each deletes the other's hook before its own runs, also while that is still running.

    **When to allow it.**  The two are never synced at the same time, and neither looks at the other's result.
    """

    summary = "two Applications run a hook of one name"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})
    deployed = True

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The hook, if an earlier Application has it already."""
        key = _key(target)
        first = repo.once(_hooks).get(key) if key is not None else None
        if first is None or _name(first) == _name(target):
            return
        effect = "each deletes that of the other before it runs"
        message = f"another Application runs a hook {target.kind} of this name too: {effect}"
        yield self.finding(target.at("metadata", "name") or target, message, related=[(first, "the other one")])

    examples = (
        Bad(
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "apps/store.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: store
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: store}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: migrate
                      annotations: {argocd.argoproj.io/hook: PreSync}
                    spec:
                      template:
                        spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example/m:1"}]}
                    """,
                "store/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: migrate
                    #       ^^^^^^^ another Application runs a hook Job of this name too: each deletes that of the other before it runs
                      annotations: {argocd.argoproj.io/hook: PreSync}
                    spec:
                      template:
                        spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example/m:2"}]}
                    """,
            },
            config={"repositories": {"https://git.example/shop.git": "."}},
        ),
        Good(
            title="another namespace",
            files={
                "apps/shop.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: shop
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: shop}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: shop}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "apps/store.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata:
                      name: store
                      namespace: argocd
                      annotations: {argocd.argoproj.io/sync-wave: "0"}
                    spec:
                      project: default
                      destination: {name: prod, namespace: store}
                      source: {repoURL: https://git.example/shop.git, targetRevision: HEAD, path: store}
                      syncPolicy: {automated: {prune: true}, syncOptions: []}
                    """,
                "shop/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: migrate
                      annotations: {argocd.argoproj.io/hook: PreSync}
                    spec:
                      template:
                        spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example/m:1"}]}
                    """,
                "store/job.yaml": """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: migrate
                      annotations: {argocd.argoproj.io/hook: PreSync}
                    spec:
                      template:
                        spec: {restartPolicy: Never, containers: [{name: m, image: "registry.example/m:2"}]}
                    """,
            },
            config={"repositories": {"https://git.example/shop.git": "."}},
        ),
    )


def _hooks(repo: Repository) -> Mapping[object, Resource]:
    """The first hook of each name in each cluster."""
    found: dict[object, Resource] = {}
    for item in repo.resources:
        key = _key(item)
        if key is not None:
            found.setdefault(key, item)
    return found


def _key(item: Resource) -> object:
    """What two hooks share if they are the same object for certain; None for what is no hook of a sync."""
    deployable = item.deployable
    if deployable is None or deployable.application is None or not item.get("metadata", "annotations"):
        return None
    if not item.get("metadata", "name") or not is_hook(item.value) or not phases(item.value):
        return None
    cluster = cluster_key(deployable, deployable.application)
    return (
        None if cluster is None or "BeforeHookCreation" not in delete_policies(item.value) else (cluster, item.identity)
    )


def _name(item: Resource) -> str:
    return item.deployable.name if item.deployable is not None else ""
