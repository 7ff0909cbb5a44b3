"""Rule: each sync deletes an object and makes it anew."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.apischema.repository import server_side
from gitops_lint.argocd.application import read_application
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.syncplan.hooks import is_hook
from gitops_lint.syncplan.options import csv

_ANNOTATION = "argocd.argoproj.io/sync-options"
_LOST = {
    ("", "PersistentVolumeClaim"): "its data goes with it",
    ("", "PersistentVolume"): "its data may go with it",
    ("", "Service"): "its address and its load balancer go with it",
    ("apps", "StatefulSet"): "its pods go with it",
    ("apps", "Deployment"): "its pods go with it",
    ("apps", "DaemonSet"): "its pods go with it",
    ("argoproj.io", "Rollout"): "its pods go with it",
}


_DATA = frozenset({"PersistentVolumeClaim", "PersistentVolume"})


class ArgocdObjectRecreated(Rule[Resource]):
    """With `Force=true` and `Replace=true` Argo CD runs `kubectl replace --force`: each sync deletes the object and makes it
    anew, whether anything has changed or not.  For a Job that is how it runs again; a claim loses its data, a workload its
    pods, a Service its load balancer.

    `Force=true` alone deletes and makes anew only what the API server refuses to change, such as the storage class of a claim;
    for a claim or a volume that is reported too, unless the server applies it.

    Take one of the two out.  `Replace=true` alone replaces the object in place.

    **When to allow it.**  A cluster for experiments, to get past a field that cannot change; then take it out again.
    """

    summary = "each sync deletes an object and makes it anew"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "reliability", "sync"})
    kinds = tuple(f"{group}/{kind}" if group else kind for group, kind in _LOST)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The annotation; hooks are made anew by their nature."""
        if _ANNOTATION not in target.mapping("metadata", "annotations") or is_hook(target.value):
            return
        options = csv(target.value)
        if "Force=true" in options and ("Replace=true" in options or _is_replaced(target)):
            node = target.at("metadata", "annotations", _ANNOTATION) or target
            lost = _LOST[target.group, target.kind]
            severity = Severity.ERROR if target.kind == "PersistentVolumeClaim" else None
            yield self.finding(node, f"each sync deletes the {target.kind}, and {lost}", severity=severity)
        elif "Force=true" in options and target.kind in _DATA and not server_side(target):
            node = target.at("metadata", "annotations", _ANNOTATION) or target
            lost = _LOST[target.group, target.kind]
            yield self.finding(node, f"a change that the API refuses deletes the {target.kind}, and {lost}")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: orders
              annotations:
                argocd.argoproj.io/sync-options: Force=true, Replace=true
                #                                ^^^^^^^^^^^^^^^^^^^^^^^^ each sync deletes the PersistentVolumeClaim, and its data goes with it
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
            """,
        ),
        Bad(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: orders
              annotations:
                argocd.argoproj.io/sync-options: Force=true
                #                                ^^^^^^^^^^ a change that the API refuses deletes the PersistentVolumeClaim, and its data goes with it
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
            """,
        ),
        Good(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate, annotations: {argocd.argoproj.io/sync-options: "Force=true,Replace=true"}}
            spec:
              template:
                spec: {restartPolicy: Never, containers: [{name: migrate, image: "registry.example/migrate:1.4.2"}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, annotations: {argocd.argoproj.io/sync-options: Replace=true}}
            spec: {ports: [{port: 80}]}
            """,
            title="a Job runs again, a Service is replaced in place",
        ),
    )


def _is_replaced(target: Resource) -> bool:
    """Whether the whole Application is replaced instead of applied."""
    application = target.deployable.application if target.deployable is not None else None
    return application is not None and read_application(application.value).has_option("Replace=true")
