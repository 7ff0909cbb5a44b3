"""Rule: the hosts of an Ingress have a certificate."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.services._ingress import INGRESS, covered, is_alb
from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity


class IngressHostTlsMismatch(Rule[Resource]):
    """A host that no entry of `spec.tls` names is served with the controller's own certificate, or without TLS.

    Browsers then show a warning for this host alone.  A wildcard (`*.example.com`) stands for one label.  An entry
    without `hosts` covers whatever its certificate does, so there nothing is reported; nor is anything for the AWS Load
    Balancer Controller, which finds certificates by itself.

    **When to allow it.**  The host is meant to be served without TLS.
    """

    summary = "Ingress host is not among the TLS hosts"
    severity = Severity.WARNING
    tags = frozenset({"network", "services"})
    aliases = ("kyverno:ingress-host-match-tls",)
    kinds = INGRESS

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each host that no entry names."""
        entries = [each for each in target.items("spec", "tls") if isinstance(each.value, dict)]
        if not entries or is_alb(target) or any(not each.sequence("hosts") for each in entries):
            return
        known = {host for each in entries for host in each.sequence("hosts") if isinstance(host, str)}
        for rule in target.items("spec", "rules"):
            host = rule.at("host")
            if host is not None and isinstance(host.value, str) and host.value and not covered(host.value, known):
                yield self.finding(host, f"host '{host.value}' is not among the hosts of 'tls'")

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              tls: [{hosts: [shop.example.com, "*.example.org"], secretName: shop-tls}]
              rules:
                - host: www.shop.example.com
                  #     ^^^^^^^^^^^^^^^^^^^^ host 'www.shop.example.com' is not among the hosts of 'tls'
                - host: shop.example.org
                - host: shop.example.com
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              tls: [{secretName: shop-tls}]
              rules: [{host: shop.example.com}]
            """),
        Good(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec: {rules: [{host: shop.example.com}]}
            """,
            title="no TLS at all is another rule's",
        ),
    )
