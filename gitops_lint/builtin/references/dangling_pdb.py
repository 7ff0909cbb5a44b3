"""Rule: PodDisruptionBudget selects no pod."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.references._pods import brings_custom
from gitops_lint.references.matching import from_label_selector
from gitops_lint.references.repository import namespace_of, pods_beside, pods_of, scope_of
from gitops_lint.references.unseen import may_hold_more
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class DanglingPdb(Rule[Resource]):
    """A PodDisruptionBudget selects labels that no pod of the repository has: it protects nothing, and a drain of nodes
    may take all pods at once that it was written for.

    Only those beside workloads are judged, of a kustomization, a chart or an Application.  Those beside custom resources
    whose operators may make pods are not, nor those in a namespace into which more is deployed than could be rendered.

    **When to allow it.**  Pods are made by something that is not in the repository.
    """

    summary = "PodDisruptionBudget selects no pod"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"references", "reliability"})
    kinds = ("policy/PodDisruptionBudget",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The selector, if no pod of the repository has its labels."""
        deployable, selector = target.deployable, target.at("spec", "selector")
        wanted = from_label_selector(selector.value) if selector is not None else None
        if selector is None or wanted is None or wanted.is_empty or deployable is None:
            return
        if deployable.speculative or deployable.not_checked or deployable.kind == "folder":
            return
        where = namespace_of(target)
        beside = repo.once(pods_beside, scope_of(target))
        if pods_of(repo, deployable).selected(wanted, where) or beside.selected(wanted, where):
            return
        if brings_custom(repo, deployable) or may_hold_more(repo, target, where):
            return
        if any(item.workload is not None for item in deployable.resources):
            yield self.finding(selector, "no pod has the labels that this budget selects")

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: policy/v1
                    kind: PodDisruptionBudget
                    metadata: {name: web}
                    spec:
                      maxUnavailable: 1
                      selector: {matchLabels: {app: wbe}}
                    # ^^^^^^^^ no pod has the labels that this budget selects
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      replicas: 3
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                    """,
            },
        ),
        Good(
            title="one that selects, one for all pods, and nothing to judge by",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: policy/v1
                    kind: PodDisruptionBudget
                    metadata: {name: web}
                    spec:
                      maxUnavailable: 1
                      selector: {matchLabels: {app: web}}
                    ---
                    apiVersion: policy/v1
                    kind: PodDisruptionBudget
                    metadata: {name: all}
                    spec:
                      maxUnavailable: 1
                      selector: {}
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      replicas: 3
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                    """,
                "budgets/kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "budgets/objects.yaml": """
                    apiVersion: policy/v1
                    kind: PodDisruptionBudget
                    metadata: {name: mail}
                    spec:
                      maxUnavailable: 1
                      selector: {matchLabels: {app: mail}}
                    """,
            },
        ),
        Good(
            title="an operator makes the pods",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: policy/v1
                    kind: PodDisruptionBudget
                    metadata: {name: metrics}
                    spec:
                      maxUnavailable: 1
                      selector: {matchLabels: {app: metrics}}
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                    ---
                    apiVersion: monitoring.coreos.com/v1
                    kind: Prometheus
                    metadata: {name: main}
                    spec: {podMetadata: {labels: {app: metrics}}}
                    """,
            },
        ),
    )
