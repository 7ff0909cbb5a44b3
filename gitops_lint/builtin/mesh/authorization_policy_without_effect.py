"""Rule: an AuthorizationPolicy says to whom it applies."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class AuthorizationPolicyWithoutEffect(Rule[Resource]):
    """An AuthorizationPolicy of Istio with the action DENY, CUSTOM or AUDIT has no rules, so it never matches.

    Only ALLOW means something without rules: it denies all that nothing else allows.  A policy that denies without a rule
    denies nothing, though its name may promise it.

    To deny everything write `rules: [{}]`, or `spec: {}` without an action for a default.

    **When to allow it.**  Never; it has no effect.
    """

    summary = "AuthorizationPolicy without rules denies nothing"
    severity = Severity.WARNING
    tags = frozenset({"network", "security", "service-mesh"})
    kinds = ("security.istio.io/AuthorizationPolicy",)
    security_severity = 6.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The action."""
        action = target.at("spec", "action")
        if action is not None and action.value in ("DENY", "CUSTOM", "AUDIT") and not target.get("spec", "rules"):
            yield self.finding(action, f"action '{action.value}' without rules applies to no request", grip="value")

    examples = (
        Bad("""
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: deny-all, namespace: shop}
            spec:
              action: DENY
              #       ^^^^ action 'DENY' without rules applies to no request
            """),
        Good("""
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: deny-all, namespace: shop}
            spec: {action: DENY, rules: [{}]}
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: deny-by-default, namespace: shop}
            spec: {action: ALLOW}
            """),
    )
