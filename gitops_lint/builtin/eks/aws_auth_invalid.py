"""Rule: aws-auth maps roles to groups as EKS reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gitops_lint.identity.arn import BadArn, RoleArn, is_template, read_role
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity
from gitops_lint.source.inner import read_inner

_OWN_VARIABLES = regex(r"\{\{(?:EC2PrivateDNSName|SessionName|SessionNameRaw|AccountID|AccessKeyID)\}\}")


class AwsAuthInvalid(Rule[Resource]):
    """The ConfigMap `aws-auth` holds an entry that lets nobody in, or lets somebody in as administrator.

    Its lists are texts, so nothing checks them before EKS does, and a mistake locks out nodes or people.  The ARN of a
    role must be written without its path, unlike everywhere else.  The group `system:masters` passes every check of RBAC
    and cannot be taken away by it.

    Access entries of EKS are the newer way and need no ConfigMap.

    **When to allow it.**  One role for emergencies is in `system:masters`.
    """

    summary = "entry of aws-auth is wrong or makes an administrator"
    severity = Severity.ERROR
    tags = frozenset({"eks", "iam", "rbac", "security"})
    security_severity = 7.0
    kinds = ("ConfigMap",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The lists of roles and users."""
        if target.name != "aws-auth" or target.namespace not in ("kube-system", ""):
            return
        for key in ("mapRoles", "mapUsers"):
            node = target.at("data", key)
            if node is None or not isinstance(node.value, str) or not node.value.strip():
                continue
            if not is_template(_OWN_VARIABLES.sub("", node.value)):
                yield from self._list(node, key)

    def _list(self, node: Node, key: str) -> Iterator[Occurrence]:
        entries = _read(node.value)
        if entries is None:
            yield self.finding(node, f"'{key}' is no list in YAML", grip="key")
            return
        for entry in entries:
            field = "rolearn" if key == "mapRoles" else "userarn"
            text = entry.get(field)
            if not isinstance(text, str):
                yield self.finding(node, f"entry of '{key}' has no '{field}'", grip="key")
                continue
            if key == "mapRoles":
                yield from self._role(node, text)
            if "system:masters" in _groups(entry):
                message = f"'{text}' is an administrator of the cluster by the group 'system:masters'"
                yield self.finding(node, message, grip="key", severity=Severity.WARNING)

    def _role(self, node: Node, text: str) -> Iterator[Occurrence]:
        arn = read_role(text)
        if isinstance(arn, BadArn):
            if arn.kind == "malformed":
                yield self.finding(node, f"role ARN '{text}' {arn.reason}", grip="key")
        elif isinstance(arn, RoleArn) and arn.path != "/":
            bare = re.sub(r":role/.*/", ":role/", text)
            message = f"role '{text}' is not found with its path, aws-auth wants '{bare}'"
            yield self.finding(node, message, grip="key")

    examples = (
        Bad("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: aws-auth, namespace: kube-system}
            data:
              mapRoles: |
              #^^^^^^^ role 'arn:aws:iam::351619759866:role/team/nodes' is not found with its path, aws-auth wants 'arn:aws:iam::351619759866:role/nodes'
                - rolearn: arn:aws:iam::351619759866:role/team/nodes
                  username: system:node:{{EC2PrivateDNSName}}
                  groups: [system:bootstrappers, system:nodes]
              mapUsers: |
              #^^^^^^^ 'arn:aws:iam::351619759866:user/kim' is an administrator of the cluster by the group 'system:masters'
                - {userarn: "arn:aws:iam::351619759866:user/kim", username: kim, groups: [system:masters]}
            """),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: aws-auth, namespace: kube-system}
            data:
              mapRoles: |
                - rolearn: arn:aws:iam::351619759866:role/nodes
                  username: system:node:{{EC2PrivateDNSName}}
                  groups: [system:bootstrappers, system:nodes]
            """),
    )


def _read(text: str) -> list[dict[str, Any]] | None:
    """The entries; None if the text is no list of mappings."""
    value = read_inner(text)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return None
    return value


def _groups(entry: dict[str, Any]) -> list[Any]:
    groups = entry.get("groups")
    return groups if isinstance(groups, list) else []
