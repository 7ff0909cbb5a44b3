"""Rule: ServiceMonitor or PodMonitor selects nothing."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.references.inert import may_make_pods
from gitops_lint.references.matching import Selector
from gitops_lint.references.provisions import always_exists
from gitops_lint.references.repository import kinds_in, namespace_of, references, scope_of, world_beside, world_of
from gitops_lint.references.unseen import may_hold_more
from gitops_lint.references.values import EVERYWHERE, Reference
from gitops_lint.rule import Bad, Confidence, Deployable, Good, Occurrence, Repository, Resource, Rule, Severity
from gitops_lint.values import replace

_MONITORING = "monitoring.coreos.com"


class DanglingServiceMonitor(Rule[Resource]):
    """A ServiceMonitor selects labels that no Service of its namespace has, or a PodMonitor labels that no pod has:
    nothing is scraped, and alerts on its metrics stay silent. Without `namespaceSelector` only the monitor's own
    namespace counts.

    Nothing is said where the Application brings nothing that could be meant, nor beside custom resources whose
    operators make Services and pods, nor of the namespaces that a cluster fills itself.

    **When to allow it.**  What is monitored comes from somewhere else.
    """

    summary = "ServiceMonitor or PodMonitor selects nothing"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"references", "reliability"})
    aliases = ("kube-linter:dangling-servicemonitor",)
    kinds = (f"{_MONITORING}/ServiceMonitor", f"{_MONITORING}/PodMonitor")

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The selector, if it selects nothing in any of its namespaces."""
        deployable = target.deployable
        selector = target.at("spec", "selector")
        if deployable is None or selector is None or deployable.speculative or deployable.not_checked:
            return
        kinds = {kind for kind in repo.once(kinds_in, deployable) if kind[0] != _MONITORING}
        if deployable.kind == "folder" or any(may_make_pods(*kind) for kind in kinds):
            return
        others = (item for item in deployable.resources if item.group != _MONITORING)
        kind = "Service" if target.kind == "ServiceMonitor" else "pod"
        if not any(item.kind == kind or (kind == "pod" and item.workload is not None) for item in others):
            return
        asked = [reference for reference in repo.once(references, target) if reference.pointer == "/spec/selector"]
        if asked and not any(_finds(repo, deployable, target, reference) for reference in asked):
            yield self.finding(selector, f"no {kind} has the labels that {target.kind} '{target.name}' selects")

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: monitoring.coreos.com/v1
                    kind: ServiceMonitor
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: wbe}}
                    # ^^^^^^^^ no Service has the labels that ServiceMonitor 'web' selects
                      endpoints: [{port: metrics}]
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web, labels: {app: web}}
                    spec: {selector: {app: web}, ports: [{name: metrics, port: 9090}]}
                    """,
            },
        ),
        Bad(
            title="the labels of the pods are not those of the Service",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: monitoring.coreos.com/v1
                    kind: ServiceMonitor
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: web}}
                    # ^^^^^^^^ no Service has the labels that ServiceMonitor 'web' selects
                      endpoints: [{port: metrics}]
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web}
                    spec: {selector: {app: web}, ports: [{name: metrics, port: 9090}]}
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: monitoring.coreos.com/v1
                    kind: ServiceMonitor
                    metadata: {name: web, namespace: monitoring}
                    spec:
                      selector: {matchLabels: {app: web}}
                      namespaceSelector: {matchNames: [shop]}
                      endpoints: [{port: metrics}]
                    ---
                    apiVersion: monitoring.coreos.com/v1
                    kind: ServiceMonitor
                    metadata: {name: everything, namespace: monitoring}
                    spec:
                      selector: {}
                      namespaceSelector: {any: true}
                      endpoints: [{port: metrics}]
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web, namespace: shop, labels: {app: web}}
                    spec: {selector: {app: web}, ports: [{name: metrics, port: 9090}]}
                    """,
            },
        ),
        Good(
            title="nothing here could be meant",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: monitoring.coreos.com/v1
                    kind: ServiceMonitor
                    metadata: {name: coredns, namespace: monitoring}
                    spec:
                      selector: {matchLabels: {k8s-app: kube-dns}}
                      namespaceSelector: {matchNames: [kube-system]}
                      endpoints: [{port: metrics}]
                    """,
            },
        ),
        Good(
            title="the cluster's own, although there is something of ours beside it",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: monitoring.coreos.com/v1
                    kind: ServiceMonitor
                    metadata: {name: kubelet, namespace: monitoring}
                    spec:
                      selector: {matchLabels: {app: kubelet}}
                      namespaceSelector: {matchNames: [kube-system]}
                      endpoints: [{port: metrics}]
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: proxy, namespace: kube-system, labels: {app: proxy}}
                    spec: {selector: {app: proxy}, ports: [{name: metrics, port: 9090}]}
                    """,
            },
        ),
    )


def _finds(repo: Repository, deployable: Deployable, target: Resource, reference: Reference) -> bool:
    """Whether there is something to select, or a namespace of which nothing is known.

    The cluster itself brings Services: CoreDNS, the API server, and the operator's for the kubelet.
    """
    where = namespace_of(target)
    beside = repo.once(world_beside, scope_of(target))
    if repo.once(world_of, deployable).selected(reference, where) or beside.selected(reference, where):
        return True
    named = reference.namespace
    if may_hold_more(repo, target, where if named is None else named):
        return True
    if named is None or named == EVERYWHERE:
        return named is not None
    anything = replace(reference, selector=Selector())
    return always_exists("", "Namespace", "", named) or not beside.selected(anything, where)
