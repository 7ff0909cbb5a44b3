"""Rule: one object has a DNS name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity

HOSTNAME = "external-dns.alpha.kubernetes.io/hostname"
_WEIGHTED = "external-dns.alpha.kubernetes.io/set-identifier"


class ExternalDnsHostnameDuplicate(Rule[Resource]):
    """Two objects of a cluster ask external-dns for the same name: it keeps one of them, and may change its mind.

    Records with a `set-identifier` (weighted, by latency …) are meant to share a name, and an internal and a public
    load balancer may have it in a zone each.

    **When to allow it.**  Only one of the two is deployed at a time.
    """

    summary = "two objects with the same external-dns hostname"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"network", "services"})
    aliases = ("kyverno:require-unique-external-dns",)
    kinds = ("Service", "networking.k8s.io/Ingress")

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The annotation, if an earlier object has the same name."""
        from gitops_lint.network.repository import view_of

        view = view_of(repo, target)
        for name in _names(target):
            first = repo.once(first_named).get((view.name if view else "", name))
            if first is not None and first.identity != target.identity and _schemes(first) == _schemes(target):
                at = target.at("metadata", "annotations", HOSTNAME) or target
                message = f"{first.kind} '{first.name}' asks for the name '{name}' too"
                yield self.finding(at, message, related=[(first.at("metadata", "name") or first, "asks for it first")])

    examples = (
        Bad("""
            apiVersion: v1
            kind: Service
            metadata:
              name: api
              namespace: shop
              annotations: {external-dns.alpha.kubernetes.io/hostname: shop.example.com}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              namespace: shop
              annotations:
                external-dns.alpha.kubernetes.io/hostname: shop.example.com
                #                                          ^^^^^^^^^^^^^^^^ Service 'api' asks for the name 'shop.example.com' too
            spec: {ports: [{port: 80}]}
            """),
        Good("""
            apiVersion: v1
            kind: Service
            metadata:
              name: api
              namespace: shop
              annotations: {external-dns.alpha.kubernetes.io/hostname: api.example.com}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              namespace: shop
              annotations: {external-dns.alpha.kubernetes.io/hostname: shop.example.com}
            spec: {ports: [{port: 80}]}
            """),
    )


def first_named(repo: Repository) -> Mapping[tuple[str, str], Resource]:
    """Who asks first for each name of each cluster; ask through ``repo.once(first_named)``."""
    from gitops_lint.network.repository import view_of

    found: dict[tuple[str, str], Resource] = {}
    for group, kind in (("", "Service"), ("networking.k8s.io", "Ingress")):
        for each in repo.of_kind(group, kind):
            view = view_of(repo, each)
            for name in _names(each):
                found.setdefault((view.name if view else "", name), each)
    return found


def _schemes(target: Resource) -> set[str]:
    """What the annotations say of the load balancer: internal or public."""
    return {value for key, value in target.annotations.items() if key.endswith(("scheme", "load-balancer-internal"))}


def _names(target: Resource) -> Iterator[str]:
    if _WEIGHTED not in target.annotations:
        written = target.annotations.get(HOSTNAME, "").split(",")
        yield from (name.strip().rstrip(".").lower() for name in written if name.strip())
