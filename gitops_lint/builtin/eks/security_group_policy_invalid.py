"""Rule: security groups for pods are given to some."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitops_lint.identity.arn import is_template
from gitops_lint.references.matching import Selector, from_label_selector
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity, Workload

_MOST = 5  # security groups of one network interface, by default


class SecurityGroupPolicyInvalid(Rule[Resource]):
    """A SecurityGroupPolicy of the VPC CNI is ignored, or names what is no security group.

    Without `podSelector` and `serviceAccountSelector` the controller skips the policy.  The groups are ids (`sg-…`); all
    policies that select a pod are added up, and a network interface takes five groups at most.  Pods on the network of
    their node never get groups of their own.

    **When to allow it.**  The limit of groups has been raised for the account.
    """

    summary = "SecurityGroupPolicy is ignored, or names no security group"
    severity = Severity.ERROR
    tags = frozenset({"eks", "network"})
    kinds = ("vpcresources.k8s.aws/SecurityGroupPolicy",)

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Selectors, groups, and the pods that are selected."""
        spec = target.mapping("spec")
        if not spec.get("podSelector") and not spec.get("serviceAccountSelector"):
            yield self.finding(target, "SecurityGroupPolicy without a selector is ignored")
        groups = list(target.items("spec", "securityGroups", "groupIds"))
        for group in groups:
            text = group.value
            if isinstance(text, str) and not is_template(text) and not re.fullmatch(r"sg-[0-9a-f]{8,17}", text):
                yield self.finding(group, f"'{text}' is no id of a security group", grip="value")
        if len(groups) > _MOST:
            message = f"{len(groups)} security groups, of which a network interface takes {_MOST}"
            yield self.finding(target.at("spec", "securityGroups", "groupIds") or target, message, grip="key")
        for workload in self._selected(target, repo):
            if workload.pod.get("hostNetwork") is True:
                message = f"pods of '{workload.name}' use the network of their node, and get no security groups"
                at = target.at("spec", "podSelector") or target
                yield self.finding(at, message, grip="key", severity=Severity.WARNING, related=[(workload, "the pods")])

    def _selected(self, target: Resource, repo: Repository) -> Iterator[Workload]:
        selector = from_label_selector(target.get("spec", "podSelector"))
        if selector is None or selector.is_empty or target.get("spec", "serviceAccountSelector"):
            return
        yield from (
            workload
            for workload in repo.once(_workloads).get((target.context.cluster.name, target.namespace), ())
            if _matches(selector, workload)
        )

    examples = (
        Bad("""
            apiVersion: vpcresources.k8s.aws/v1beta1
            kind: SecurityGroupPolicy
            metadata:
              name: api
              #     ^^^ SecurityGroupPolicy without a selector is ignored
            spec:
              securityGroups:
                groupIds:
                  - database
                  # ^^^^^^^^ 'database' is no id of a security group
            """),
        Bad("""
            apiVersion: vpcresources.k8s.aws/v1beta1
            kind: SecurityGroupPolicy
            metadata: {name: agent, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: agent}}
              #^^^^^^^^^^ pods of 'agent' use the network of their node, and get no security groups
              securityGroups: {groupIds: [sg-0123456789abcdef0]}
            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent, namespace: shop}
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata: {labels: {app: agent}}
                spec:
                  hostNetwork: true
                  containers: [{name: app, image: "registry.example/agent:1.4.2"}]
            """),
        Good("""
            apiVersion: vpcresources.k8s.aws/v1beta1
            kind: SecurityGroupPolicy
            metadata: {name: api, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: api}}
              securityGroups: {groupIds: [sg-0123456789abcdef0, "${DATABASE_GROUP}"]}
            ---
            apiVersion: vpcresources.k8s.aws/v1beta1
            kind: SecurityGroupPolicy
            metadata: {name: jobs, namespace: shop}
            spec:
              serviceAccountSelector: {matchLabels: {role: jobs}}
              securityGroups: {groupIds: [sg-0123456789abcdef0]}
            """),
    )


def _workloads(repo: Repository) -> dict[tuple[str, str], list[Workload]]:
    found: dict[tuple[str, str], list[Workload]] = {}
    for resource in repo.resources:
        if resource.workload is not None:
            found.setdefault((resource.context.cluster.name, resource.namespace), []).append(resource.workload)
    return found


def _matches(selector: Selector, workload: Workload) -> bool:
    return selector.matches({key: str(value) for key, value in workload.pod_labels.items()})
