"""Rule: an AuthorizationPolicy denies everything on purpose only."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class AuthorizationPolicyDeniesAll(Rule[Resource]):
    """An AuthorizationPolicy of Istio denies every request, in a form that looks like a mistake.

    - `action: DENY` with an empty rule matches every request, and no other policy can allow it again.
    - An empty list of rules (`rules: []`) with the action ALLOW allows nothing.  It is what a template makes of an empty
      list; for a default that denies, `spec: {}` says it without doubt, and is no finding here.

    **When to allow it.**  The workload is to be cut off; `spec: {}` in a policy for it says that better.
    """

    summary = "AuthorizationPolicy denies every request"
    severity = Severity.WARNING
    tags = frozenset({"network", "security", "service-mesh"})
    kinds = ("security.istio.io/AuthorizationPolicy",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The empty rule, or the empty list of them."""
        rules = target.at("spec", "rules")
        if rules is None or not isinstance(rules.value, list):
            return
        action = target.get("spec", "action")
        if action == "DENY":
            for rule in target.items("spec", "rules"):
                if rule.value == {}:
                    yield self.finding(rule, "empty rule denies every request")
        elif action in (None, "ALLOW") and not rules.value:
            yield self.finding(rules, "without rules every request is denied", grip="key")

    examples = (
        Bad("""
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              action: DENY
              rules:
                - {}
                # ^^ empty rule denies every request
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: api, namespace: shop}
            spec:
              selector: {matchLabels: {app: api}}
              rules: []
              #^^^^ without rules every request is denied
            """),
        Good("""
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: deny-by-default, namespace: shop}
            spec: {}
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: admin, namespace: shop}
            spec:
              action: DENY
              rules: [{to: [{operation: {paths: ["/admin*"]}}]}]
            """),
    )
