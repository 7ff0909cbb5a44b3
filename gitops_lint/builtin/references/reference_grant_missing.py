"""Rule: no ReferenceGrant lets a route or Gateway into another namespace."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.builtin.sync._mistakes import node_at
from gitops_lint.references.grants import GROUP, needs_grant, permits
from gitops_lint.references.plain import at, text
from gitops_lint.references.repository import namespace_of, references, resolve, scope_of
from gitops_lint.references.resolve import FOUND
from gitops_lint.references.unseen import may_hold_more
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class ReferenceGrantMissing(Rule[Resource]):
    """A route sends requests to a Service of another namespace, or a Gateway takes its certificate from there, and no
    ReferenceGrant of that namespace allows it: the reference is refused with reason `RefNotPermitted`, and requests
    get status 500. Only Gateways and targets that the repository brings are judged: not every controller asks for
    grants (Amazon VPC Lattice does not).

    **When to allow it.**  The grant comes from somewhere else.
    """

    summary = "no ReferenceGrant lets a route or Gateway into another namespace"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM  # not every controller asks for grants
    tags = frozenset({"references", "network"})
    kinds = tuple(
        f"{GROUP}/{kind}" for kind in ("Gateway", "GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute")
    )

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each reference that crosses without a grant."""
        here = namespace_of(target)
        if target.deployable is None or target.deployable.speculative or here.startswith("("):
            return
        if target.kind != "Gateway" and not _is_served(repo, target):
            return
        for reference in repo.once(references, target):
            where = reference.namespace
            if not where or not needs_grant(target.kind, here, reference) or may_hold_more(repo, target, where):
                continue
            found = resolve(repo, target, reference)
            grants = [item.value for item in _grants(repo, target, where)]
            if found.outcome == FOUND and not permits(grants, target.kind, here, reference):
                yield self.finding(
                    node_at(target, reference.pointer),
                    f"no ReferenceGrant in namespace '{where}' lets {target.kind} of namespace '{here}' refer to "
                    f"{reference.kind} '{reference.name}'",
                )

    examples = (
        Bad(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: public, namespace: web}
                    spec: {gatewayClassName: envoy, listeners: [{name: http, port: 80, protocol: HTTP}]}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: web, namespace: web}
                    spec:
                      parentRefs: [{name: public}]
                      rules:
                        - backendRefs:
                            - {name: api, namespace: shop, port: 80}
                    #                ^^^ no ReferenceGrant in namespace 'shop' lets HTTPRoute of namespace 'web' refer to Service 'api'
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: api, namespace: shop}
                    spec: {selector: {app: api}, ports: [{port: 80}]}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1beta1
                    kind: ReferenceGrant
                    metadata: {name: grpc, namespace: shop}
                    spec:
                      from: [{group: gateway.networking.k8s.io, kind: GRPCRoute, namespace: web}]
                      to: [{group: "", kind: Service}]
                    """,
            },
        ),
        Good(
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: public, namespace: infra}
                    spec: {gatewayClassName: envoy, listeners: [{name: http, port: 80, protocol: HTTP}]}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: web, namespace: web}
                    spec:
                      parentRefs: [{name: public, namespace: infra}]
                      rules:
                        - backendRefs:
                            - {name: api, namespace: shop, port: 80}
                            - {name: elsewhere, namespace: other, port: 80}
                            - {name: own, namespace: web, port: 80}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: api, namespace: shop}
                    spec: {selector: {app: api}, ports: [{port: 80}]}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1beta1
                    kind: ReferenceGrant
                    metadata: {name: web, namespace: shop}
                    spec:
                      from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web}]
                      to: [{group: "", kind: Service, name: api}]
                    """,
            },
        ),
        Good(
            title="a controller that asks for no grants",
            files={
                "kustomization.yaml": """
                    resources: [objects.yaml]
                    """,
                "objects.yaml": """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: mesh, namespace: web}
                    spec: {gatewayClassName: amazon-vpc-lattice, listeners: [{name: http, port: 80, protocol: HTTP}]}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: web, namespace: web}
                    spec:
                      parentRefs: [{name: mesh}]
                      rules: [{backendRefs: [{name: api, namespace: shop, port: 80}]}]
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: api, namespace: shop}
                    spec: {selector: {app: api}, ports: [{port: 80}]}
                    """,
            },
        ),
    )


def _is_served(repo: Repository, target: Resource) -> bool:
    """Whether a Gateway of the repository serves the route, of a class that looks at grants."""
    for reference in repo.once(references, target):
        if reference.group == GROUP and reference.kind == "Gateway":
            for entry in resolve(repo, target, reference).objects:
                return text(at(entry.value, "spec", "gatewayClassName")) != "amazon-vpc-lattice"
    return False


def _grants(repo: Repository, target: Resource, namespace: str) -> Iterator[Resource]:
    """The grants of a namespace that may lie in the target's cluster."""
    for item in repo.of_kind(GROUP, "ReferenceGrant"):
        if namespace_of(item) == namespace and scope_of(item) in ("", scope_of(target)):
            yield item
