"""Rule: an update leaves some pods running."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.availability._scaling import is_scaled, replicas
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Node, Occurrence, Repository, Rule, Severity, Workload

_PERCENT = regex(r"([0-9]{1,9})%")


class RollingUpdateParameters(Rule[Workload]):
    """The rolling update may take down all pods at once, or start more new ones than allowed.

    `maxUnavailable` of `100%`, or of 1 where there is one replica, is the strategy `Recreate` under another name.  With
    one replica and `maxSurge: 0` that is meant: two of them must not run, and the API server refuses anything less.
    The option `max-unavailable` is the largest share of the pods, in percent, that may be missing during an update;
    `max-surge` the largest share that may be added.  Numbers are compared with `replicas`, unless an autoscaler of
    the repository decides how many there are.

    **When to allow it.**  Nobody notices when the workload is away for the time of an update.
    """

    summary = "rolling update may take down too many pods"
    severity = Severity.WARNING
    kinds = ("apps/Deployment", "argoproj.io/Rollout")
    tags = frozenset({"availability", "reliability"})
    aliases = ("kube-linter:update-configuration",)

    class Options:
        """Options of the rule."""

        max_unavailable: int = 99  #: percent of the pods that may be missing
        max_surge: int = 0  #: percent of the pods that may be added; 0 allows any

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """Every parameter that goes beyond its bound."""
        strategy = ("spec", "strategy", "rollingUpdate" if target.kind == "Deployment" else "canary")
        count = 0 if is_scaled(target, repo) else replicas(target)
        if count == 1 and target.get(*strategy, "maxSurge") in (0, "0%"):
            return
        for field, most in (("maxUnavailable", self.options.max_unavailable), ("maxSurge", self.options.max_surge)):
            at = target.at(*strategy, field)
            share = _share(at, count) if at is not None else None
            if at is None or share is None or share <= most or (field == "maxSurge" and most == 0):
                continue
            word = "be missing" if field == "maxUnavailable" else "be added"
            yield self.finding(at, f"'{field}: {at.value}' lets {share:.0f}% of the pods {word} during an update")

    examples = (
        Bad("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              strategy:
                rollingUpdate:
                  maxUnavailable: 2
                  #               ^ 'maxUnavailable: 2' lets 100% of the pods be missing during an update
                  maxSurge: 100%
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """),
        Bad(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 8
              strategy:
                rollingUpdate:
                  maxUnavailable: 50%
                  #               ^^^ 'maxUnavailable: 50%' lets 50% of the pods be missing during an update
                  maxSurge: 4
                  #         ^ 'maxSurge: 4' lets 50% of the pods be added during an update
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """,
            options={"max-unavailable": 25, "max-surge": 25},
        ),
        Good("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1, maxSurge: 1}}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            """),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: metrics}
            spec:
              replicas: 1
              strategy: {rollingUpdate: {maxUnavailable: 1, maxSurge: 0}}
              selector: {matchLabels: {app: metrics}}
              template:
                metadata: {labels: {app: metrics}}
                spec: {containers: [{name: app, image: registry.example/metrics:1.4.2}]}
            """,
            title="one replica, and never two",
        ),
        Good(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              strategy: {rollingUpdate: {maxUnavailable: 1}}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: app, image: registry.example/app:1.4.2}]}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web, namespace: shop}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 3, maxReplicas: 5}
            """,
            title="an autoscaler decides how many there are",
        ),
    )


def _share(at: Node, count: int) -> float | None:
    """The share of the pods in percent; None where it cannot be known."""
    if isinstance(at.value, str):
        match = _PERCENT.fullmatch(at.value)
        return float(match[1]) if match else None
    if isinstance(at.value, int) and not isinstance(at.value, bool) and count > 0:
        return 100 * at.value / count
    return None
