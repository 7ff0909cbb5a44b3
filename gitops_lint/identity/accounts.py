"""What Kubernetes' side of IRSA says: annotations of ServiceAccounts, and which cluster is in which account.

Source: amazon-eks-pod-identity-webhook (README, ``pkg/annotations.go``).
"""

from __future__ import annotations

from typing import Final

from gitops_lint.identity.arn import RoleArn, partition_of
from gitops_lint.model.context import Cluster
from gitops_lint.patterns import regex

PREFIX: Final = "eks.amazonaws.com/"
ROLE_ARN: Final = f"{PREFIX}role-arn"
AUDIENCE: Final = f"{PREFIX}audience"
REGIONAL_ENDPOINTS: Final = f"{PREFIX}sts-regional-endpoints"
TOKEN_EXPIRATION: Final = f"{PREFIX}token-expiration"
SKIP_CONTAINERS: Final = f"{PREFIX}skip-containers"

_ENDPOINT: Final = regex(r"https://[^/]*\.([a-z]+(?:-[a-z]+)+-\d+)\.eks\.amazonaws\.com")
_CLUSTER_ARN: Final = regex(r"arn:(aws[a-z0-9-]*):eks:([a-z0-9-]+):(\d{12}):cluster/.+")


def account_of(cluster: Cluster) -> str:
    """The AWS account of a cluster, from the configuration or its ARN; empty if unknown."""
    if cluster.account:
        return cluster.account
    match = _CLUSTER_ARN.fullmatch(cluster.server)
    return match[3] if match else ""


def region_of(cluster: Cluster) -> str:
    """The AWS region of a cluster, from its endpoint or ARN; empty if unknown."""
    match = _CLUSTER_ARN.fullmatch(cluster.server)
    if match:
        return match[2]
    match = _ENDPOINT.match(cluster.server)
    return match[1] if match else ""


def cluster_partition(cluster: Cluster) -> str:
    """The partition a cluster is in; empty if unknown."""
    return partition_of(region_of(cluster)) or ""


def is_own_account(role: RoleArn, cluster: Cluster) -> bool:
    """Whether the configuration or the cluster's Secret names the role's account."""
    return role.account == account_of(cluster) or role.account in cluster.annotations.values()
