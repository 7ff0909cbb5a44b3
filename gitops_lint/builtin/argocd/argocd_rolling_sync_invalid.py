"""Rule: strategy of an ApplicationSet that is not what it looks like."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.patterns import regex
from gitops_lint.rule import ApplicationSet, Bad, Good, Node, Occurrence, Rule, Severity

_ROLLING = "RollingSync"
_TYPES = ("AllAtOnce", _ROLLING)
_PERCENT = regex(r"[+-]?[0-9]+%\Z")


class ArgocdRollingSyncInvalid(Rule[ApplicationSet]):
    """The strategy of an ApplicationSet asks for a rolling sync in a way that the controller does not understand.  It says so in
    its log at most, and syncs all Applications at once or a step too much.

    Only `type: RollingSync` with at least one step is a rolling sync.  A step selects by `In` and `NotIn`, no other
    operators; `maxUpdate` is an integer or a percentage (`25%`), and is passed over where it is anything else.

    **When to allow it.**  Never; a strategy that is not wanted yet is better left out.
    """

    summary = "rolling sync that the controller does not understand"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    def check(self, target: ApplicationSet) -> Iterator[Occurrence]:
        """The type, then each step."""
        strategy = target.at("spec", "strategy")
        if strategy is None:
            return
        kind, steps = strategy.get("type"), list(strategy.items("rollingSync", "steps"))
        if isinstance(kind, str) and kind and kind not in _TYPES:
            from gitops_lint.shapes import suggestion

            message = f"strategy '{kind}' is none that Argo CD knows{suggestion(kind, _TYPES)}"
            yield self.finding(strategy.at("type") or strategy, message)
        elif kind == _ROLLING and not steps:
            yield self.finding(
                strategy.at("type") or strategy, "RollingSync without steps syncs all Applications at once"
            )
        elif kind != _ROLLING and steps:
            message = f"steps count only with 'type: {_ROLLING}'"
            yield self.finding(strategy.at("rollingSync", "steps") or strategy, message, grip="key")
        for step in steps:
            yield from self._step(step)

    def _step(self, step: Node) -> Iterator[Occurrence]:
        for operator in (item.at("operator") for item in step.items("matchExpressions")):
            if operator is not None and operator.value not in ("In", "NotIn"):
                yield self.finding(operator, f"invalid matchExpression operator provided: '{operator.value}'")
        most = step.at("maxUpdate")
        if most is not None and isinstance(most.value, str) and not _PERCENT.match(most.value):
            message = f"maxUpdate '{most.value}' is neither an integer nor a percentage: all are updated at once"
            yield self.finding(most, message)

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              strategy:
                type: Rolling
                #     ^^^^^^^ strategy 'Rolling' is none that Argo CD knows, did you mean 'RollingSync'?
                rollingSync:
                  steps:
                    - maxUpdate: half
                      #          ^^^^ maxUpdate 'half' is neither an integer nor a percentage: all are updated at once
                      matchExpressions: [{key: env, operator: In, values: [dev]}]
                    - matchExpressions: [{key: env, operator: Exists}]
                      #                                       ^^^^^^ invalid matchExpression operator provided: 'Exists'
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "shop/{{.env}}"}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              strategy: {type: RollingSync, rollingSync: {steps: []}}
              #                ^^^^^^^^^^^ RollingSync without steps syncs all Applications at once
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "shop/{{.env}}"}
            """,
        ),
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              strategy:
                rollingSync:
                  steps: [{matchExpressions: [{key: env, operator: In, values: [dev, prod]}]}]
                # ^^^^^ steps count only with 'type: RollingSync'
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "shop/{{.env}}"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              strategy:
                type: RollingSync
                rollingSync:
                  steps:
                    - {maxUpdate: 0, matchExpressions: [{key: env, operator: In, values: [dev]}]}
                    - {maxUpdate: 25%, matchExpressions: [{key: env, operator: NotIn, values: [dev]}]}
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "shop/{{.env}}"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
              strategy: {type: AllAtOnce}
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: "shop/{{.env}}"}
            """,
        ),
    )
