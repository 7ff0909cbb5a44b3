"""Rule: pods on Spot survive its interruption."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.availability._scaling import is_scaled, replicas
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Rule, Severity, Workload

_LABELS = {"karpenter.sh/capacity-type": "spot", "eks.amazonaws.com/capacityType": "SPOT"}
_NOTICE = 120  # seconds between AWS' notice and the end of the instance


class SpotInterruption(Rule[Workload]):
    """A workload that runs on Spot only is not made for it.

    AWS takes a Spot instance back two minutes after saying so.  A pod that needs longer to end
    (`terminationGracePeriodSeconds`) is killed; a single replica is away until another node is there.

    Judged are pods whose node selector or required affinity names Spot and nothing else.

    **When to allow it.**  The work can be done again, and nobody waits for it.
    """

    summary = "workload on Spot does not survive an interruption"
    severity = Severity.WARNING
    tags = frozenset({"availability", "eks", "karpenter"})

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """How long the pod takes to end, and how many there are."""
        place = _spot(target.pod)
        if place is None:
            return
        grace = target.pod.at("terminationGracePeriodSeconds")
        if grace is not None and isinstance(grace.value, int) and grace.value > _NOTICE:
            message = f"pod may take {grace.value} seconds to end, Spot gives {_NOTICE}"
            yield self.finding(grace, message, grip="value", related=[(place, "asks for Spot")])
        single = target.kind in ("Deployment", "StatefulSet", "Rollout") and replicas(target) == 1
        if single and not is_scaled(target, repo):
            yield self.finding(place, "single replica on Spot", grip="key", severity=Severity.INFO)

    examples = (
        Bad("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  nodeSelector: {karpenter.sh/capacity-type: spot}
                  terminationGracePeriodSeconds: 300
                  #                              ^^^ pod may take 300 seconds to end, Spot gives 120
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """),
        Bad("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  nodeSelector:
                    eks.amazonaws.com/capacityType: SPOT
                    #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ single replica on Spot
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """),
        Good("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  nodeSelector: {karpenter.sh/capacity-type: spot}
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: api}
            spec:
              replicas: 1
              selector: {matchLabels: {app: api}}
              template:
                metadata: {labels: {app: api}}
                spec:
                  affinity:
                    nodeAffinity:
                      requiredDuringSchedulingIgnoredDuringExecution:
                        nodeSelectorTerms:
                          - matchExpressions: [{key: karpenter.sh/capacity-type, operator: In, values: [spot, on-demand]}]
                  terminationGracePeriodSeconds: 300
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
            """),
    )


def _spot(pod: Node) -> Node | None:
    """The place that ties a pod to Spot; None if it may run elsewhere."""
    for label, value in _LABELS.items():
        node = pod.at("nodeSelector", label)
        if node is not None and node.value == value:
            return node
    path = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
    terms = list(pod.items(*path))
    found = [next((item for item in term.items("matchExpressions") if _only_spot(item)), None) for term in terms]
    return found[0] if found and all(item is not None for item in found) else None


def _only_spot(item: Node) -> bool:
    wanted = _LABELS.get(item.text("key") or "")
    return wanted is not None and item.get("operator") == "In" and item.sequence("values") == [wanted]
