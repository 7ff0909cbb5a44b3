"""Trust policies as tools and people write them, each with who gets in."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from gitops_lint.identity.trust import Caller, admits, admits_pod_identity, statements

ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/5B0C2A9D3E4F5A6B7C8D9E0F1A2B3C4D"
OLD = "oidc.eks.eu-west-1.amazonaws.com/id/0F1E2D3C4B5A69788796A5B4C3D2E1F0"
ARN = f"arn:aws:iam::351619759866:oidc-provider/{ISSUER}"
OLD_ARN = f"arn:aws:iam::351619759866:oidc-provider/{OLD}"
CALLER = Caller("karpenter", "karpenter", issuer=ISSUER, cluster="prod")
ME = "system:serviceaccount:karpenter:karpenter"
STS = {f"{ISSUER}:aud": "sts.amazonaws.com"}


class Case(NamedTuple):
    """A policy, and whether IRSA and Pod Identity get the caller in."""

    statements: list[dict[str, Any]]
    irsa: bool | None
    pods: bool | None


def web(condition: dict[str, Any], principal: str = ARN, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {
        "Effect": effect,
        "Principal": {"Federated": principal},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
        **more,
    }


def pods(condition: dict[str, Any] | None = None, action: Any = ("sts:AssumeRole", "sts:TagSession")) -> dict[str, Any]:
    found: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": "pods.eks.amazonaws.com"},
        "Action": list(action) if isinstance(action, tuple) else action,
    }
    return {**found, "Condition": condition} if condition else found


CASES = {
    # eksctl create iamserviceaccount
    "eksctl": Case([web({"StringEquals": {f"{ISSUER}:sub": ME, **STS}})], True, False),
    # terraform-aws-modules/iam iam-role-for-service-accounts-eks: StringEquals or StringLike, list of subjects
    "terraform": Case(
        [web({"StringEquals": {f"{ISSUER}:sub": ["system:serviceaccount:kube-system:karpenter", ME], **STS}})],
        True,
        False,
    ),
    # … and one statement for each of its oidc_providers while clusters are exchanged
    "terraform with two clusters": Case(
        [
            web({"StringEquals": {f"{OLD}:sub": ME, f"{OLD}:aud": "sts.amazonaws.com"}}, OLD_ARN),
            web({"StringEquals": {f"{ISSUER}:sub": ME, **STS}}),
        ],
        True,
        False,
    ),
    "left over from the old cluster": Case([web({"StringEquals": {f"{OLD}:sub": ME}}, OLD_ARN)], False, False),
    "provider of the new cluster, keys of the old one": Case([web({"StringEquals": {f"{OLD}:sub": ME}})], False, False),
    # iam-assumable-role-with-oidc: oidc_subjects_with_wildcards
    "wildcards": Case(
        [web({"StringLike": {f"{ISSUER}:sub": "system:serviceaccount:karpenter*:karpenter"}})], True, False
    ),
    "wildcards for another namespace": Case(
        [web({"StringLike": {f"{ISSUER}:sub": "system:serviceaccount:kube-*:*"}})], False, False
    ),
    # Crossplane's provider pods: their ServiceAccounts end in a hash
    "crossplane": Case(
        [web({"StringLike": {f"{ISSUER}:sub": "system:serviceaccount:crossplane-system:provider-aws-*"}})],
        False,
        False,
    ),
    "both conditions": Case(
        [web({"StringEquals": STS, "StringLike": {f"{ISSUER}:sub": "system:serviceaccount:karpenter:*"}})], True, False
    ),
    "audience only": Case([web({"StringEquals": STS})], True, False),
    "for any value": Case(
        [web({"ForAnyValue:StringEquals": {f"{ISSUER}:sub": ["system:serviceaccount:a:b", ME]}})], True, False
    ),
    "for any value, none of them": Case(
        [web({"ForAnyValue:StringLike": {f"{ISSUER}:sub": ["system:serviceaccount:a:*", "repo:acme/*"]}})], False, False
    ),
    "StringEquals with a star": Case(
        [web({"StringEquals": {f"{ISSUER}:sub": "system:serviceaccount:karpenter:*"}})], False, False
    ),
    "namespace misspelt": Case(
        [web({"StringEquals": {f"{ISSUER}:sub": "system:serviceaccount:karpentr:karpenter"}})], False, False
    ),
    "only the ServiceAccount's name": Case([web({"StringEquals": {f"{ISSUER}:sub": "karpenter"}})], False, False),
    "everybody but the build namespace": Case(
        [
            web({"StringEquals": STS}),
            web({"StringLike": {f"{ISSUER}:sub": "system:serviceaccount:build:*"}}, effect="Deny"),
        ],
        True,
        False,
    ),
    "denied by namespace": Case(
        [
            web({"StringEquals": STS}),
            web({"StringLike": {f"{ISSUER}:sub": "system:serviceaccount:karpenter:*"}}, effect="Deny"),
        ],
        False,
        False,
    ),
    "denied from outside of the organisation": Case(
        [
            web({"StringEquals": {f"{ISSUER}:sub": ME}}),
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sts:AssumeRole*",
                "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}},
            },
        ],
        None,
        False,
    ),
    # aws-actions/configure-aws-credentials
    "GitHub Actions": Case(
        [
            web(
                {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/shop:*"}},
                "arn:aws:iam::351619759866:oidc-provider/token.actions.githubusercontent.com",
            )
        ],
        False,
        False,
    ),
    "a node's role": Case(
        [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}], False, False
    ),
    "another role may assume it": Case(
        [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::351619759866:role/deploy"},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
            }
        ],
        False,
        False,
    ),
    # the EKS user guide, Pod Identity
    "pod identity": Case([pods()], False, True),
    "pod identity without tags": Case([pods(action="sts:AssumeRole")], False, False),
    "pod identity for a namespace": Case(
        [
            pods(
                {
                    "StringEquals": {
                        "aws:RequestTag/kubernetes-namespace": ["karpenter"],
                        "aws:RequestTag/kubernetes-service-account": ["karpenter"],
                    }
                }
            )
        ],
        False,
        True,
    ),
    "pod identity for another cluster": Case(
        [pods({"StringEquals": {"aws:RequestTag/eks-cluster-name": "dev"}})], False, False
    ),
    "pod identity against the confused deputy": Case(
        [pods({"StringEquals": {"aws:SourceAccount": "351619759866"}})], False, None
    ),
    # from one to the other
    "both": Case([web({"StringEquals": {f"{ISSUER}:sub": ME}}), pods()], True, True),
    "both in one statement": Case(
        [
            {
                "Effect": "Allow",
                "Principal": {"Federated": ARN, "Service": "pods.eks.amazonaws.com"},
                "Action": ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
            }
        ],
        True,
        True,
    ),
    "China": Case([web({"StringEquals": {f"{ISSUER}:sub": ME}}, ARN.replace("arn:aws:", "arn:aws-cn:"))], True, False),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_who_gets_in(case: Case) -> None:
    policy = statements({"Version": "2012-10-17", "Statement": case.statements})
    assert policy is not None
    assert admits(policy, CALLER) is case.irsa
    assert admits_pod_identity(policy, CALLER) is case.pods
