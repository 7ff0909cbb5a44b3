"""Rule: a rolling sync leaves Applications or steps out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.plain import mapping, sequence
from gitops_lint.builtin.argocd._tree import made_by_sets
from gitops_lint.rule import ApplicationSet, Bad, Good, Occurrence, Repository, Rule, Severity


class ArgocdRollingSyncUnmatched(Rule[ApplicationSet]):
    """With the strategy `RollingSync` an ApplicationSet syncs its Applications step by step, by their labels, and switches off their
    own automated sync.  An Application that no step selects is never synced; a step that selects none does nothing; and one
    that two steps select is refused.

    The labels are those in the template's `metadata.labels`.  `NotIn` selects Applications without the label, `In` does not.

    **When to allow it.**  Such an Application is synced by hand on purpose.
    """

    summary = "rolling sync that leaves Applications or steps out"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})

    def check(self, target: ApplicationSet, repo: Repository) -> Iterator[Occurrence]:
        """Sets whose Applications are all known."""
        strategy = target.at("spec", "strategy")
        if strategy is None or strategy.get("type") != "RollingSync":
            return
        made = repo.once(made_by_sets).get(id(target))
        steps = list(strategy.items("rollingSync", "steps"))
        if made is None or made.not_checked or not made.resources or not steps:
            return
        hits = [[_selects(step.value, item.labels) for step in steps] for item in made.resources]
        for index, step in enumerate(steps):
            if not any(row[index] for row in hits):
                yield self.finding(step, "step selects no Application")
        unselected = [item.name for item, row in zip(made.resources, hits, strict=True) if not any(row)]
        twice = [item.name for item, row in zip(made.resources, hits, strict=True) if sum(row) > 1]
        node = strategy.at("rollingSync", "steps") or strategy
        if unselected:
            yield self.finding(node, f"no step selects {_listed(unselected)}: never synced", grip="key")
        if twice:
            yield self.finding(node, f"more than one step selects {_listed(twice)}", grip="key")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{env: dev}, {env: staging}, {env: prod}]}}]
              strategy:
                type: RollingSync
                rollingSync:
                  steps:
                # ^^^^^ no step selects 'shop-prod', 'shop-staging': never synced
                    - matchExpressions: [{key: env, operator: In, values: [dev]}]
                    - matchExpressions: [{key: env, operator: In, values: [production]}]
                    # ^^^^^^^^^^^^^^^^ step selects no Application
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: shop}
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
              generators: [{list: {elements: [{env: dev}, {env: staging}, {env: prod}]}}]
              strategy:
                type: RollingSync
                rollingSync:
                  steps:
                # ^^^^^ no step selects 'shop-prod': never synced
                    - matchExpressions: [{key: env, operator: In, values: [dev, staging]}]
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: shop}
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
              generators: [{list: {elements: [{env: dev}, {env: staging}, {env: prod}]}}]
              strategy:
                type: RollingSync
                rollingSync:
                  steps:
                    - matchExpressions: [{key: env, operator: In, values: [dev]}]
                    - matchExpressions: [{key: env, operator: NotIn, values: [dev]}]
              template:
                metadata: {name: "shop-{{.env}}", labels: {env: "{{.env}}"}}
                spec:
                  project: shop
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/elsewhere.git", targetRevision: HEAD, path: shop}
            """,
        ),
    )


def _selects(step: Any, labels: Mapping[str, str]) -> bool:
    """``progressive_sync.go``: every expression must hold; a step without any selects everything."""
    expressions = sequence(mapping(step).get("matchExpressions"))
    return all(_holds(item, labels) for item in expressions if isinstance(item, dict))


def _holds(item: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    values = item.get("values")
    listed = labels.get(str(item.get("key"))) in (values if isinstance(values, list) else ())
    return listed if item.get("operator") == "In" else item.get("operator") == "NotIn" and not listed


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in sorted(names)[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")
