"""Rule: something enforces the network policies."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Repository, Resource, Rule, Severity


class CniWithoutNetworkPolicy(Rule[Resource]):
    """Network policies do nothing where the cluster's CNI does not enforce them; nobody refuses or warns.

    The AWS VPC CNI enforces them only if `enableNetworkPolicy` is set on its add-on, and never on Fargate or Windows.
    Reported once per cluster, at its first policy where the configuration says `network-policy: none` or
    `compute: [fargate]`, or at the setting itself where the VPC CNI's DaemonSet or ConfigMap is in the repository.

    **When to allow it.**  The policies are there for a cluster that will enforce them.
    """

    summary = "network policies that nothing enforces"
    severity = Severity.WARNING
    tags = frozenset({"eks", "network", "security"})
    aliases = (
        "kics:CNI Plugin Does Not Support Network Policies",
        "kubescape:C-0205",
        "kubescape:C-0230",
    )
    kinds = ("networking.k8s.io/NetworkPolicy", "apps/DaemonSet", "ConfigMap")
    security_severity = 6.0

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """The first policy of such a cluster, or the setting."""
        if target.kind == "NetworkPolicy":
            yield from self._policy(target, repo)
        elif repo.of_kind("networking.k8s.io", "NetworkPolicy"):
            yield from self._setting(target)

    def _policy(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        cluster = target.context.cluster
        fargate = cluster.compute == {"fargate"}
        if not fargate and cluster.network_policy != "none":
            return
        policies = repo.of_kind("networking.k8s.io", "NetworkPolicy")
        first = next(each for each in policies if each.context.cluster.name == cluster.name)
        if first is target:
            message = "policies are not enforced on Fargate" if fargate else "the cluster's CNI enforces no policies"
            yield self.finding(target.at("metadata", "name") or target, message)

    def _setting(self, target: Resource) -> Iterator[Occurrence]:
        if target.is_a("", "ConfigMap") and target.name == "amazon-vpc-cni":
            node = target.at("data", "enable-network-policy-controller")
            if node is not None and node.value == "false":
                yield self.finding(node, "the VPC CNI's network policy controller is off: policies do nothing")
        workload = target.workload if target.name == "aws-node" else None
        for container in workload.containers if workload is not None else ():
            for argument in container.items("args"):
                if argument.value == "--enable-network-policy=false":
                    yield self.finding(argument, "the VPC CNI's node agent does not enforce policies")

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: amazon-vpc-cni, namespace: kube-system}
            data:
              enable-network-policy-controller: "false"
              #                                 ^^^^^^^ the VPC CNI's network policy controller is off: policies do nothing
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: shop}
            spec: {podSelector: {}}
            """,
        ),
        Bad(
            files={
                "app.yaml": """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop, namespace: argocd}
                    spec:
                      project: default
                      source: {repoURL: "https://git.example/shop.git", path: shop}
                      destination: {name: prod, namespace: shop}
                    """,
                "shop/policy.yaml": """
                    apiVersion: networking.k8s.io/v1
                    kind: NetworkPolicy
                    metadata:
                      name: deny
                      #     ^^^^ policies are not enforced on Fargate
                    spec: {podSelector: {}}
                    """,
            },
            config={
                "version": 1,
                "repositories": {"https://git.example/shop.git": "."},
                "clusters": {"prod": {"compute": ["fargate"]}},
            },
            title="a cluster of Fargate alone",
        ),
        Good("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: amazon-vpc-cni, namespace: kube-system}
            data: {enable-network-policy-controller: "true"}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: shop}
            spec: {podSelector: {}}
            """),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: amazon-vpc-cni, namespace: kube-system}
            data: {enable-network-policy-controller: "false"}
            """,
            title="there is no policy",
        ),
    )
