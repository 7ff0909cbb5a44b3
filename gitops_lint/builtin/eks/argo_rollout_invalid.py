"""Rule: the controller of Argo Rollouts takes the Rollout."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity


class ArgoRolloutInvalid(Rule[Resource]):
    """A Rollout says something that its controller refuses: it becomes `InvalidSpec`, Degraded in Argo CD.

    It has one strategy, `canary` or `blueGreen`; the two Services of a strategy differ; `workloadRef` takes the place of
    the template; a weight is from 0 to 100.

    **When to allow it.**  Never; the Rollout does not roll.
    """

    summary = "Rollout is refused by its controller"
    severity = Severity.ERROR
    tags = frozenset({"eks", "rollouts", "sync"})
    kinds = ("argoproj.io/Rollout",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The strategy and the template."""
        strategies = [name for name in ("canary", "blueGreen") if target.get("spec", "strategy", name) is not None]
        strategy = target.at("spec", "strategy")
        if strategy is not None and len(strategies) == 2:
            yield self.finding(strategy, "Multiple Strategies can not be listed", grip="key")
        template = target.at("spec", "template")
        if template is not None and template.value and target.get("spec", "workloadRef"):
            yield self.finding(template, "template must be empty for workload reference rollout", grip="key")
        yield from self._same(target, "blueGreen", "activeService", "previewService", "active and preview")
        yield from self._same(target, "canary", "stableService", "canaryService", "stable and canary")
        for step in target.items("spec", "strategy", "canary", "steps"):
            yield from self._weight(target, step)

    def _same(self, target: Resource, strategy: str, one: str, other: str, words: str) -> Iterator[Occurrence]:
        first = target.get("spec", "strategy", strategy, one)
        second = target.at("spec", "strategy", strategy, other)
        if second is not None and second.value and first == second.value:
            message = (
                f"This rollout uses the same service for the {words} services, but two different services are required"
            )
            yield self.finding(second, message, grip="value")

    def _weight(self, target: Resource, step: Node) -> Iterator[Occurrence]:
        weight = step.at("setWeight")
        if weight is None or isinstance(weight.value, bool) or not isinstance(weight.value, int):
            return
        most = target.get("spec", "strategy", "canary", "trafficRouting", "maxTrafficWeight")
        highest = most if isinstance(most, int) and not isinstance(most, bool) else 100
        if not 0 <= weight.value <= highest:
            yield self.finding(weight, f"SetWeight needs to be between 0 and {highest}", grip="value")

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
