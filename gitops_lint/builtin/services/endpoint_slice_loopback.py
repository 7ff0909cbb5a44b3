"""Rule: endpoints are not the node itself."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity


class EndpointSliceLoopback(Rule[Resource]):
    """An endpoint in the loopback or link-local range lets a Service reach what listens on the node alone (CVE-2021-25737).

    The API server refuses such addresses.

    **When to allow it.**  Never.
    """

    summary = "endpoint address is loopback or link-local"
    severity = Severity.ERROR
    tags = frozenset({"network", "security", "services"})
    aliases = ("datree:ENDPOINTSLICE_CVE2021_25373_INCORRECT_ADDRESSES_VALUE",)
    kinds = ("discovery.k8s.io/EndpointSlice", "Endpoints")
    security_severity = 5.0

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Each address."""
        for address in _addresses(target):
            try:
                known = ip_address(address.value) if isinstance(address.value, str) else None
            except ValueError:
                continue
            if known is not None and known.is_loopback:
                yield self.finding(address, "may not be in the loopback range (127.0.0.0/8, ::1/128)")
            elif known is not None and known.is_link_local:
                yield self.finding(address, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")

    examples = (
        Bad("""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web}
            addressType: IPv4
            endpoints:
              - addresses:
                  - 127.0.0.1
                  # ^^^^^^^^^ may not be in the loopback range (127.0.0.0/8, ::1/128)
            """),
        Good("""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web}
            addressType: IPv4
            endpoints: [{addresses: [10.0.0.7]}]
            """),
    )


def _addresses(target: Resource) -> Iterator[Node]:
    for endpoint in target.items("endpoints"):
        yield from endpoint.items("addresses")
    for subset in target.items("subsets"):
        for address in (*subset.items("addresses"), *subset.items("notReadyAddresses")):
            node = address.at("ip")
            if node is not None:
                yield node
