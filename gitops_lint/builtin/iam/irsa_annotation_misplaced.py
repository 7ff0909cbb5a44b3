"""Rule: annotations of IRSA are on the ServiceAccount."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.accounts import AUDIENCE, REGIONAL_ENDPOINTS, ROLE_ARN
from gitops_lint.rule import Bad, Good, Node, Occurrence, Rule, Severity, Workload

_OWN = (ROLE_ARN, AUDIENCE, REGIONAL_ENDPOINTS)


class IrsaAnnotationMisplaced(Rule[Workload]):
    """An annotation that EKS reads on ServiceAccounts is on a workload or its pods, where nothing reads it.

    The pods get no role: they run with that of the node, or with none.  Put `eks.amazonaws.com/role-arn` on the
    ServiceAccount and name that in `serviceAccountName`.

    **When to allow it.**  Never; it has no effect.
    """

    summary = "annotation of IRSA is not on the ServiceAccount"
    severity = Severity.ERROR
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: Workload) -> Iterator[Occurrence]:
        """The annotations of the object and of its pod template."""
        places: list[Node] = [target.resource]
        if target.template.pointer:
            places.append(target.template)
        for place in places:
            for key in _OWN:
                node = place.at("metadata", "annotations", key)
                if node is not None:
                    yield self.finding(node, f"annotation '{key}' has no effect on a {target.kind}", grip="key")

    examples = (
        Bad("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: web}
                  annotations:
                    eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/web
                    #^^^^^^^^^^^^^^^^^^^^^^^^^ annotation 'eks.amazonaws.com/role-arn' has no effect on a Deployment
                spec: {containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/web"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, annotations: {eks.amazonaws.com/token-expiration: "3600"}}
            spec: {serviceAccountName: web, containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            """),
    )
