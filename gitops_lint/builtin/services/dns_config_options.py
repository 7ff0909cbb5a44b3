"""Rule: pods ask DNS as was agreed on."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Rule, Severity, Workload


class DnsConfigOptions(Rule[Workload]):
    """A pod without the resolver options that were agreed on, by default `ndots:2`.

    With Kubernetes' default of 5 every name outside the cluster is tried with each search domain first, which
    multiplies the load on DNS.

    **When to allow it.**  The pod asks for few names outside the cluster.
    """

    summary = "pod lacks a resolver option"
    severity = Severity.INFO
    tags = frozenset({"network", "services"})
    aliases = (
        "kube-linter:dnsconfig-options",
        "kyverno:dns-policy-and-dns-config",
    )

    class Options:
        """Options of the rule."""

        required: tuple[str, ...] = ("ndots:2",)  #: options of ``resolv.conf``: ``name`` or ``name:value``

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """Each option that is missing or different."""
        written = {item.get("name"): item.get("value") for item in target.pod.items("dnsConfig", "options")}
        for wanted in self.options.required:
            name, _, value = wanted.partition(":")
            if name not in written or (value and str(written[name]) != value):
                at = target.pod.at("dnsConfig", "options") or target.at("metadata", "name") or target
                yield self.finding(at, f"pod has no DNS option '{wanted}'")

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              #     ^^^ pod has no DNS option 'ndots:2'
            spec: {containers: [{name: web, image: "registry.example/web:1.0.0"}]}
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              dnsConfig: {options: [{name: ndots, value: "2"}]}
              containers: [{name: web, image: "registry.example/web:1.0.0"}]
            """),
    )
