"""Rule: nobody writes aws-auth."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Node, Occurrence, Resource, Rule, Severity

_WRITE = ("create", "update", "patch", "delete", "*")


class EksAwsAuthWrite(Rule[Resource]):
    """A role may write the ConfigMap `aws-auth`, which says who is an administrator of the cluster.

    One line in it maps any IAM role to `system:masters`.  Rights are judged that name `aws-auth`, and rights to all
    ConfigMaps of `kube-system` by a Role there.

    **When to allow it.**  The controller that keeps the mapping; access entries of EKS need none.
    """

    summary = "role writes the ConfigMap aws-auth"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "rbac", "security"})
    aliases = ("KSV-0115",)
    security_severity = 8.0
    kinds = ("rbac.authorization.k8s.io/ClusterRole", "rbac.authorization.k8s.io/Role")

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """Every rule of the role."""
        for rule in target.items("rules"):
            at = _names_it(target, rule)
            if at is not None and "" in rule.sequence("apiGroups"):
                verbs = [verb for verb in _WRITE if verb in rule.sequence("verbs")]
                if verbs and any(name in ("configmaps", "*") for name in rule.sequence("resources")):
                    yield self.finding(
                        at, f"'{verbs[0]}' on the ConfigMap 'aws-auth' makes administrators of the cluster"
                    )

    examples = (
        Bad("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: mapper}
            rules:
              - apiGroups: [""]
                resources: [configmaps]
                resourceNames: [aws-auth]
                #               ^^^^^^^^ 'update' on the ConfigMap 'aws-auth' makes administrators of the cluster
                verbs: [get, update]
            """),
        Bad("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: mapper, namespace: kube-system}
            rules:
              - apiGroups: [""]
                resources:
                #^^^^^^^^ 'patch' on the ConfigMap 'aws-auth' makes administrators of the cluster
                  - configmaps
                verbs: [patch]
            """),
        Good("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules:
              - {apiGroups: [""], resources: [configmaps], resourceNames: [aws-auth], verbs: [get]}
              - {apiGroups: [""], resources: [configmaps], verbs: [update]}
              - {apiGroups: [""], resources: [configmaps], resourceNames: [leader], verbs: [update]}
            """),
    )


def _names_it(role: Resource, rule: Node) -> Node | None:
    """The place where a rule of a role names the ConfigMap, or all of its namespace."""
    names = rule.sequence("resourceNames")
    if "aws-auth" in names:
        return rule.at("resourceNames", names.index("aws-auth"))
    if not names and role.kind == "Role" and role.namespace == "kube-system":
        return rule.at("resources")
    return None
