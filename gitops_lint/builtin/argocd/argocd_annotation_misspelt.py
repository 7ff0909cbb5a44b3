"""Rule: annotation for Argo CD that it does not read."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity

_GROUP = "argocd.argoproj.io"
_ANNOTATIONS = (
    "application-set-refresh",
    "compare-options",
    "deletion-approved",
    "hook",
    "hook-delete-policy",
    "hydrate",
    "ignore-healthcheck",
    "ignore-resource-updates",
    "installation-id",
    "managed-by-url",
    "manifest-generate-paths",
    "refresh",
    "skip-reconcile",
    "sync-options",
    "sync-wave",
    "tracking-id",
)
_ON_OBJECTS = frozenset({"compare-options", "hook", "hook-delete-policy", "sync-options", "sync-wave"})


class ArgocdAnnotationMisspelt(Rule[Resource]):
    """An annotation resembles one of Argo CD's, or one of Argo CD's stands where it is not read: among the labels, or in the
    pod template.  Argo CD passes over it without a word.

    **When to allow it.**  Another tool reads it.
    """

    summary = "annotation that Argo CD does not read"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})
    about_keys = ("argo",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Annotations of the object, its labels, its pod template."""
        for node in target.items("metadata", "annotations"):
            key = _key(node)
            meant = _meant(key)
            if meant:
                yield self.finding(node, f"annotation '{key}' is unknown, did you mean '{meant}'?", grip="key")
        for node in target.items("metadata", "labels"):
            if _is_ours(_key(node)):
                yield self.finding(node, f"'{_key(node)}' is an annotation: as a label it has no effect", grip="key")
        for node in target.items("spec", "template", "metadata", "annotations") if target.workload is not None else ():
            # kustomize's commonAnnotations writes to both places.
            if _is_ours(_key(node)) and _key(node) not in target.annotations:
                yield self.finding(node, f"'{_key(node)}' has no effect in a pod template", grip="key")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              annotations:
                argocd.argoproj.io/syncwave: "1"
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ annotation 'argocd.argoproj.io/syncwave' is unknown, did you mean 'argocd.argoproj.io/sync-wave'?
                argocd.argoproj.com/hook: PreSync
              # ^^^^^^^^^^^^^^^^^^^^^^^^ annotation 'argocd.argoproj.com/hook' is unknown, did you mean 'argocd.argoproj.io/hook'?
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              labels:
                argocd.argoproj.io/sync-wave: "1"
              # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'argocd.argoproj.io/sync-wave' is an annotation: as a label it has no effect
            """,
        ),
        Bad(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec:
              template:
                metadata:
                  annotations:
                    argocd.argoproj.io/hook: PreSync
                  # ^^^^^^^^^^^^^^^^^^^^^^^ 'argocd.argoproj.io/hook' has no effect in a pod template
                spec: {restartPolicy: Never, containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
            spec:
              template:
                metadata: {annotations: {argocd.argoproj.io/hook: PreSync}}
                spec: {restartPolicy: Never, containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
            title="as kustomize's commonAnnotations writes it",
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              labels: {argocd.argoproj.io/instance: shop}
              annotations:
                argocd.argoproj.io/sync-wave: "1"
                argocd.argoproj.io/owner: shop
                workflows.argoproj.io/title: migrate
            """,
        ),
    )


def _key(node: Node) -> str:
    key = node.pointer[-1]
    return key if isinstance(key, str) else ""


def _is_ours(key: str) -> bool:
    group, _, name = key.partition("/")
    return group == _GROUP and name in _ON_OBJECTS


def _meant(key: str) -> str:
    group, slash, name = key.partition("/")
    if not slash or "argo" not in group or (group == _GROUP and name in _ANNOTATIONS):
        return ""
    if group != _GROUP:
        wrong = group in {"argocd.argoproj.com", "argocd.argoproj", "argoproj.io", "argo-cd.argoproj.io", "argocd.io"}
        return f"{_GROUP}/{name}" if wrong and name in _ON_OBJECTS else ""
    from difflib import get_close_matches

    near = get_close_matches(name.lower().replace("_", "-"), _ANNOTATIONS, 1, 0.85)
    return f"{_GROUP}/{near[0]}" if near else ""
