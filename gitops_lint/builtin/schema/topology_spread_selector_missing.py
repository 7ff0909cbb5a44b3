"""Rule: topology spread constraint selects no pods."""

from __future__ import annotations

from gitops_lint.builtin.schema._judged import JudgedRule
from gitops_lint.rule import Bad, Good, Severity


class TopologySpreadSelectorMissing(JudgedRule):
    """A spread constraint counts the pods that its label selector matches.  Without one it matches none, and spreads
    nothing; the API server warns about it.  One that does not match the labels of the pod itself counts others: however
    many of these pods a zone has, the next one may go there.

    **When to allow it.**  The pods are to be where few pods of another workload are.
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
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app.kubernetes.io/name: web}}
              template:
                metadata: {labels: {app.kubernetes.io/name: web}}
                spec:
                  containers: [{name: app, image: "registry.example/app:1.4.2"}]
                  topologySpreadConstraints:
                    - maxSkew: 1
                      topologyKey: topology.kubernetes.io/zone
                      whenUnsatisfiable: DoNotSchedule
                      labelSelector:
                      #^^^^^^^^^^^^ spec.template.spec.topologySpreadConstraints[0].labelSelector: does not match the labels of the pod itself, which is not counted
                        matchLabels: {app: web}
                    - maxSkew: 1
                      topologyKey: kubernetes.io/hostname
                      whenUnsatisfiable: ScheduleAnyway
                      labelSelector: {matchExpressions: [{key: pod-template-hash, operator: Exists}]}
            """,
            title="labels that the pod has not",
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
