"""Rule: the mesh encrypts, and asks who comes."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_WEAK = ("DISABLE", "PERMISSIVE")


class ServiceMeshPolicy(Rule[Resource]):
    """A setting of the mesh that lets plain text or everybody in.

    Istio: a PeerAuthentication whose mTLS mode is `PERMISSIVE` or `DISABLE` accepts plain text; an AuthorizationPolicy
    that allows with an empty rule (`rules: [{}]`) allows everybody.

    **When to allow it.**  Workloads without a sidecar still connect; set `STRICT` once they are gone.
    """

    summary = "service mesh lets in plain text or everybody"
    severity = Severity.WARNING
    tags = frozenset({"network", "security", "services"})
    aliases = (
        "kyverno:enforce-strict-mtls",
        "kyverno:require-authorizationpolicy",
        "kyverno:require-linkerd-server",
    )
    kinds = ("security.istio.io/PeerAuthentication", "security.istio.io/AuthorizationPolicy")
    security_severity = 5.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The mode, of the whole or of a port; the empty rule."""
        if target.kind == "PeerAuthentication":
            ports = target.items("spec", "portLevelMtls")
            modes = [target.at("spec", "mtls", "mode"), *(port.at("mode") for port in ports)]
            for mode in modes:
                if mode is not None and mode.value in _WEAK:
                    yield self.finding(mode, f"mTLS mode '{mode.value}' accepts plain text")
        elif target.get("spec", "action") in (None, "ALLOW"):
            for rule in target.items("spec", "rules"):
                if rule.value == {}:
                    yield self.finding(rule, "empty rule allows every request")

    examples = (
        Bad("""
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: default, namespace: shop}
            spec:
              mtls:
                mode: PERMISSIVE
                #     ^^^^^^^^^^ mTLS mode 'PERMISSIVE' accepts plain text
            """),
        Bad("""
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: web, namespace: shop}
            spec:
              rules:
                - {}
                # ^^ empty rule allows every request
            """),
        Good("""
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: default, namespace: shop}
            spec: {mtls: {mode: STRICT}}
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: web, namespace: shop}
            spec: {action: DENY, rules: [{}]}
            """),
    )
