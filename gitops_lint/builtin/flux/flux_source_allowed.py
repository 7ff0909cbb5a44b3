"""Rule: Flux fetches from a place that is not allowed."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity
from gitops_lint.source.globs import name_matches

_SOURCE = "source.toolkit.fluxcd.io"
_ADDRESS = {
    f"{_SOURCE}/GitRepository": "url",
    f"{_SOURCE}/HelmRepository": "url",
    f"{_SOURCE}/OCIRepository": "url",
    f"{_SOURCE}/Bucket": "endpoint",
    "image.toolkit.fluxcd.io/ImageRepository": "image",
}


class FluxSourceAllowed(Rule[Resource]):
    """A source of Flux lies outside of what the configuration allows: whoever owns it decides what runs in the cluster.

    Nothing is reported until one of the lists is set.  Their globs match the address as it is written:

    ```yaml
    rules:
      flux-source-allowed:
        allowed: ["https://github.com/acme/*", "ssh://git@github.com/acme/*", "oci://registry.example/*"]
    ```

    **When to allow it.**  The source has been reviewed; better, mirror it.
    """

    summary = "Flux fetches from a place that is not allowed"
    severity = Severity.ERROR
    security_severity = 5.0
    tags = frozenset({"flux", "security", "supply-chain"})
    aliases = ("kyverno:verify-flux-sources", "kyverno:verify-git-repositories")
    kinds = tuple(_ADDRESS)

    class Options:
        """Options of the rule; empty lists ask nothing."""

        allowed: tuple[str, ...] = ()  #: globs of addresses, one of which must match
        denied: tuple[str, ...] = ()  #: globs of addresses, none of which may match

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The address, if it is not among the allowed ones or among the denied ones."""
        node = target.at("spec", _ADDRESS[f"{target.group}/{target.kind}"])
        if node is None or not isinstance(node.value, str) or "${" in node.value:
            return
        if self.options.allowed and not name_matches(self.options.allowed, node.value):
            yield self.finding(node, f"source '{node.value}' is not allowed")
        elif name_matches(self.options.denied, node.value):
            yield self.finding(node, f"source '{node.value}' is denied")

    examples = (
        Bad(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: shop, namespace: flux-system}
            spec:
              interval: 10m
              url: https://github.com/acme-shop/deploy
              #    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ source 'https://github.com/acme-shop/deploy' is not allowed
            """,
            options={"allowed": ["https://github.com/acme/*"]},
        ),
        Bad(
            """
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: shop, namespace: flux-system}
            spec:
              interval: 10m
              image: docker.io/acme/shop
              #      ^^^^^^^^^^^^^^^^^^^ source 'docker.io/acme/shop' is denied
            """,
            options={"denied": ["docker.io/*"]},
        ),
        Good(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: shop, namespace: flux-system}
            spec: {interval: 10m, url: https://github.com/acme/deploy}
            """,
            options={"allowed": ["https://github.com/acme/*"]},
        ),
        Good(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: shop, namespace: flux-system}
            spec: {interval: 10m, url: https://github.com/else/deploy}
            """,
            title="no list, no finding",
        ),
    )
