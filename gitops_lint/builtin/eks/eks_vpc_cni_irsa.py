"""Rule: the VPC CNI has a role of its own."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.identity.workloads import identity_of
from gitops_lint.rule import Bad, Good, Occurrence, Repository, Rule, Severity, Workload


class EksVpcCniIrsa(Rule[Workload]):
    """The DaemonSet `aws-node` of the VPC CNI uses the role of the nodes, because its ServiceAccount has none.

    The nodes then carry `AmazonEKS_CNI_Policy`, which lets every pod that reaches the instance metadata attach and detach
    network interfaces.  Give the ServiceAccount `aws-node` a role by IRSA or Pod Identity.

    Judged where the ServiceAccount is in the repository.

    **When to allow it.**  The add-on is managed by EKS, with a role that is set there.
    """

    summary = "VPC CNI uses the role of the nodes"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "irsa", "network"})
    aliases = ("kyverno:require-aws-node-irsa",)

    def check(self, target: Workload, repo: Repository) -> Iterator[Occurrence]:
        """The ServiceAccount of the DaemonSet."""
        if (target.kind, target.name, target.resource.namespace) != ("DaemonSet", "aws-node", "kube-system"):
            return
        identity = identity_of(repo, target)
        if identity is not None and identity.way == "node" and identity.service_account is not None:
            at = target.pod.at("serviceAccountName") or target.pod
            related = [(identity.service_account, "has no role")]
            yield self.finding(at, "VPC CNI has no role of its own, and uses that of the nodes", related=related)

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: aws-node, namespace: kube-system}
            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: aws-node, namespace: kube-system}
            spec:
              selector: {matchLabels: {k8s-app: aws-node}}
              template:
                metadata: {labels: {k8s-app: aws-node}}
                spec:
                  serviceAccountName: aws-node
                  #                   ^^^^^^^^ VPC CNI has no role of its own, and uses that of the nodes
                  containers: [{name: aws-node, image: "registry.example/amazon-k8s-cni:v1.20.0"}]
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: aws-node
              namespace: kube-system
              annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::351619759866:role/cni"}
            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: aws-node, namespace: kube-system}
            spec:
              selector: {matchLabels: {k8s-app: aws-node}}
              template:
                metadata: {labels: {k8s-app: aws-node}}
                spec:
                  serviceAccountName: aws-node
                  containers: [{name: aws-node, image: "registry.example/amazon-k8s-cni:v1.20.0"}]
            """),
    )
