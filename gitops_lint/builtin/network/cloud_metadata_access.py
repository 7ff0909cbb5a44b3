"""Rule: egress rules leave the instance metadata service out."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.model.node import nearest
from gitops_lint.network.lookup import POLICY_KINDS, facts_about
from gitops_lint.rule import Bad, Confidence, Good, Occurrence, Repository, Resource, Rule, Severity


class CloudMetadataAccess(Rule[Resource]):
    """Pods that may open `169.254.169.254` on port 80 can ask for the credentials of their *node*.

    A rule for `0.0.0.0/0` includes the instance metadata service.  Leave it out with
    `except: [169.254.169.254/32]`, and on IPv6 clusters `fd00:ec2::254/128`.  Nodes that require a token and answer with a
    hop limit of 1 (`httpTokens`, `httpPutResponseHopLimit`; Karpenter's defaults) refuse pods as well: where every EC2NodeClass of the repository
    does so, it is an info of low confidence, because other nodes may not.  On Fargate and EKS Auto Mode nothing is
    reported.

    **When to allow it.**  The workload manages nodes and needs the service.
    """

    summary = "network policy allows egress to the instance metadata service"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "network", "security"})
    aliases = ("kubescape:C-0052",)
    kinds = POLICY_KINDS
    security_severity = 6.5

    def check(self, target: Resource, repo: Repository) -> Iterator[Occurrence]:
        """Each block that includes the address."""
        if target.context.cluster.compute in ({"fargate"}, {"auto"}):
            return
        for fact in facts_about(repo, target, "metadata-allowed"):
            at = nearest(target, (*fact.pointer, "ipBlock", "cidr"))
            if _nodes_refuse(repo, target):
                yield self.finding(at, fact.message, severity=Severity.INFO, confidence=Confidence.LOW)
            else:
                yield self.finding(at, fact.message)

    examples = (
        Bad("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              egress:
                - to:
                    - ipBlock:
                        cidr: 0.0.0.0/0
                        #     ^^^^^^^^^ egress rule #1 allows pods to reach the instance metadata service at 169.254.169.254
            """),
        Good("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {}
              egress:
                - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]
                - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
                  ports: [{port: 443}]
            """),
    )


def _nodes_refuse(repo: Repository, target: Resource) -> bool:
    """Whether all node classes for the cluster answer one hop away at most."""
    name = target.context.cluster.name
    classes = [each for each in repo.of_kind("karpenter.k8s.aws", "EC2NodeClass") if each.context.cluster.name == name]
    return bool(classes) and all(_refuses(each) for each in classes)


def _refuses(node_class: Resource) -> bool:
    """Whether a node answers only itself: tokens are required, and their answer dies after one hop."""
    options = node_class.mapping("spec", "metadataOptions")
    hops = options.get("httpPutResponseHopLimit", 1 if node_class.version == "v1" else 2)  # what the CRDs default to
    return options.get("httpTokens", "required") == "required" and isinstance(hops, int) and hops <= 1
