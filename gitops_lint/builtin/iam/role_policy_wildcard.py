"""Rule: roles do not allow everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity

_TEXTS = {
    "iam.services.k8s.aws/Policy": ("spec", "policyDocument"),
    "iam.aws.upbound.io/Policy": ("spec", "forProvider", "policy"),
    "iam.aws.m.upbound.io/Policy": ("spec", "forProvider", "policy"),
    "iam.aws.upbound.io/RolePolicy": ("spec", "forProvider", "policy"),
    "iam.aws.m.upbound.io/RolePolicy": ("spec", "forProvider", "policy"),
}
_ARNS = (
    ("spec", "policies"),
    ("spec", "forProvider", "managedPolicyArns"),
)
_ADMINISTRATOR = ":iam::aws:policy/AdministratorAccess"


class RolePolicyWildcard(Rule[Resource]):
    """A policy or a role that ACK or Crossplane manages allows every action on every resource of the account.

    Whoever gets into a pod with that role owns the account.  Name the actions and the resources that the workload needs;
    a permissions boundary limits what is left.

    **When to allow it.**  The role is that of a controller that manages the account, such as Crossplane itself.
    """

    summary = "role or policy allows everything in the account"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "security"})
    security_severity = 8.5
    kinds = (
        *_TEXTS,
        "iam.services.k8s.aws/Role",
        "iam.aws.upbound.io/Role",
        "iam.aws.m.upbound.io/Role",
        "iam.aws.upbound.io/RolePolicyAttachment",
        "iam.aws.m.upbound.io/RolePolicyAttachment",
    )

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The policies of the object, and the ARNs of those it attaches."""
        for node in _policies(target):
            if isinstance(node.value, str) and _allows_everything(node.value):
                yield self.finding(node, "policy allows every action on every resource", grip="key")
        for node in _attached(target):
            if isinstance(node.value, str) and node.value.endswith(_ADMINISTRATOR):
                yield self.finding(node, "'AdministratorAccess' allows every action on every resource", grip="value")

    examples = (
        Bad("""
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Policy
            metadata: {name: api}
            spec:
              name: api
              policyDocument: |
              #^^^^^^^^^^^^^ policy allows every action on every resource
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "*"], "Resource": "*"}]}
            """),
        Bad("""
            apiVersion: iam.aws.upbound.io/v1beta1
            kind: RolePolicyAttachment
            metadata: {name: api}
            spec:
              forProvider:
                role: api
                policyArn: arn:aws:iam::aws:policy/AdministratorAccess
                #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'AdministratorAccess' allows every action on every resource
            """),
        Good("""
            apiVersion: iam.services.k8s.aws/v1alpha1
            kind: Policy
            metadata: {name: api}
            spec:
              name: api
              policyDocument: |
                {"Statement": [
                  {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::shop/*"},
                  {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"},
                  {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
            """),
    )


def _policies(target: Resource) -> Iterator[Node]:
    path = _TEXTS.get(f"{target.group}/{target.kind}")
    if path is not None:
        node = target.at(*path)
        yield from (node,) if node is not None else ()
    yield from target.items("spec", "inlinePolicies")
    for item in target.items("spec", "forProvider", "inlinePolicy"):
        node = item.at("policy")
        yield from (node,) if node is not None else ()


def _attached(target: Resource) -> Iterator[Node]:
    for path in _ARNS:
        yield from target.items(*path)
    node = target.at("spec", "forProvider", "policyArn")
    yield from (node,) if node is not None else ()


def _allows_everything(text: str) -> bool:
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError):
        return False
    found = policy.get("Statement") if isinstance(policy, dict) else None
    return any(
        isinstance(item, dict)
        and item.get("Effect") == "Allow"
        and not item.get("Condition")
        and _holds_star(item.get("Action"))
        and _holds_star(item.get("Resource"))
        for item in (found if isinstance(found, list) else [found])
    )


def _holds_star(value: Any) -> bool:
    return any(item in ("*", "*:*") for item in (value if isinstance(value, list) else [value]))
