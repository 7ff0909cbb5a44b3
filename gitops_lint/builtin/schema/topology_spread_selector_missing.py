"""Rule: topology spread constraint selects no pods."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class TopologySpreadSelectorMissing(JudgedRule):
    """A spread constraint counts the pods that its label selector matches.  Without one it matches none, and spreads
    nothing; the API server warns about it.

    **When to allow it.**  Never: the constraint does nothing.
    """

    summary = "topology spread constraint selects no pods"
    severity = Severity.WARNING
    tags = frozenset({"reliability", "scheduling", "schema"})
    aliases = ("kube-score:pod-topology-spread-constraints",)

    examples = (
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
                  topologySpreadConstraints:
                    - maxSkew: 1
                  #   ^^^^^^^ spec.template.spec.topologySpreadConstraints[0]: a null labelSelector results in matching no pod
                      topologyKey: topology.kubernetes.io/zone
                      whenUnsatisfiable: DoNotSchedule
            """,
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
                  topologySpreadConstraints:
                    - maxSkew: 1
                      topologyKey: topology.kubernetes.io/zone
                      whenUnsatisfiable: DoNotSchedule
                      labelSelector: {matchLabels: {app: web}}
            """,
        ),
    )
