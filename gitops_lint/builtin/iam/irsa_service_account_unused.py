"""Rule: a ServiceAccount with a role is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.identity.accounts import ROLE_ARN
from gitops_lint.identity.workloads import identities
from gitops_lint.references.unseen import may_hold_more
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Rule, ServiceAccount, Severity

_DEPTH = 40


class IrsaServiceAccountUnused(Rule[ServiceAccount]):
    """A ServiceAccount has an AWS role, and no pod of the repository runs as it.

    Whoever may create pods in the namespace can take the role.  Where pods of another namespace name the ServiceAccount,
    it is in the wrong place: they run without the role, or not at all.

    Names in values for charts, and in custom resources that make pods, count as use.  Nothing is said in a namespace
    into which more is deployed than could be rendered.

    **When to allow it.**  The pods come from outside the repository.
    """

    summary = "ServiceAccount with a role is used by nobody"
    severity = Severity.INFO
    confidence = Confidence.MEDIUM
    looks_inside = True
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: ServiceAccount, repo: Repository) -> Iterator[Occurrence]:
        """The annotation."""
        node = target.at("metadata", "annotations", ROLE_ARN)
        if node is None or not node.value or target.name in repo.once(_named):
            return
        namespaces = repo.once(_asked_for).get((target.context.cluster.name, target.name), set())
        if target.namespace in namespaces:
            return
        if namespaces:
            message = "no pod runs as this ServiceAccount, those that name it are in another namespace"
            yield self.finding(node, message, grip="key", severity=Severity.WARNING)
        elif not may_hold_more(repo, target, target.namespace):
            yield self.finding(node, "no pod runs as this ServiceAccount, which has a role", grip="key")

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              namespace: shop
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/api
                #^^^^^^^^^^^^^^^^^^^^^^^^^ no pod runs as this ServiceAccount, those that name it are in another namespace
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: api, namespace: store}
            spec: {serviceAccountName: api, containers: [{name: app, image: "registry.example/app:1.4.2"}]}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: old
              namespace: shop
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/old
                #^^^^^^^^^^^^^^^^^^^^^^^^^ no pod runs as this ServiceAccount, which has a role
            """),
        Good(
            files={
                "manifests/accounts.yaml": """
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/api"}}
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata: {name: loki, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/loki"}}
                    ---
                    apiVersion: v1
                    kind: ServiceAccount
                    metadata: {name: otel, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/otel"}}
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: api}
                    spec: {serviceAccountName: api, containers: [{name: app, image: "registry.example/app:1.4.2"}]}
                    ---
                    apiVersion: opentelemetry.io/v1beta1
                    kind: OpenTelemetryCollector
                    metadata: {name: otel}
                    spec: {serviceAccount: otel, config: {}}
                    """,
                "loki/values.yaml": """
                    serviceAccount: {create: false, name: loki}
                    """,
            },
        ),
    )


def _asked_for(repo: Repository) -> dict[tuple[str, str], set[str]]:
    """The namespaces in which pods ask for a ServiceAccount, by its cluster and name."""
    found: dict[tuple[str, str], set[str]] = {}
    for identity in repo.once(identities):
        resource = identity.workload.resource
        found.setdefault((resource.context.cluster.name, identity.account), set()).add(resource.namespace)
    return found


def _named(repo: Repository) -> frozenset[str]:
    """The names that stand below a key such as ``serviceAccount`` in what is no pod: values, custom resources."""
    found: set[str] = set()
    others = {resource.kind for resource in repo.resources if resource.workload is not None} | {"ServiceAccount"}
    for document in repo.documents:
        value = document.value
        if isinstance(value, dict) and str(value.get("kind")) not in others:
            _collect(value, found, 0)
    return frozenset(found)


def _collect(value: Any, found: set[str], depth: int) -> None:
    if depth > _DEPTH:
        return
    for key, item in value.items() if isinstance(value, dict) else ():
        if isinstance(key, str) and "serviceaccount" in key.lower():
            name = item.get("name") if isinstance(item, dict) else item
            if isinstance(name, str):
                found.add(name)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(item, (dict, list)):
            _collect(item, found, depth + 1)
