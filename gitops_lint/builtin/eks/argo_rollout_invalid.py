"""Rule: the controller of Argo Rollouts takes the Rollout."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.eks._rollout import complaints
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class ArgoRolloutInvalid(Rule[Resource]):
    """A Rollout says something that its controller refuses: it becomes `InvalidSpec`, Degraded in Argo CD.

    It has one strategy, `canary` or `blueGreen`; the two Services of a strategy differ; `workloadRef` takes the place of
    the template; a weight is from 0 to 100.  Most providers of traffic routing need both Services; steps that set headers,
    mirror or scale the canary need traffic routing, and their routes must be among `managedRoutes`.

    **When to allow it.**  Never; the Rollout does not roll.
    """

    summary = "Rollout is refused by its controller"
    severity = Severity.ERROR
    tags = frozenset({"eks", "rollouts", "sync"})
    kinds = ("argoproj.io/Rollout",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Everything that the controller would complain about."""
        for node, message in complaints(target):
            yield self.finding(node, message, grip="value" if not isinstance(node.value, (dict, list)) else "key")

    examples = (
        Bad("""
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              strategy:
                canary:
                  stableService: web
                  canaryService: web
                  #              ^^^ This rollout uses the same service for the stable and canary services, but two different services are required
                  steps:
                    - setWeight: 120
                      #          ^^^ SetWeight needs to be between 0 and 100
                    - pause: {duration: 10min}
                      #                 ^^^^^ Duration needs to be greater than 0
                    - pause: {duration: 1h30m}
                    - pause: {duration: "600"}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            """),
        Bad("""
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              strategy:
              #^^^^^^^ Multiple Strategies can not be listed
                canary: {}
                blueGreen: {activeService: web, previewService: web-preview}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            """),
        Good("""
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              strategy:
                canary: {stableService: web, canaryService: web-canary, steps: [{setWeight: 20}, {pause: {}}, {setWeight: 100}]}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            """),
    )
