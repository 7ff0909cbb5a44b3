"""Who may assume a role, by its trust policy."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.identity.trust import Caller, admits, admits_pod_identity, statements

ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
OTHER = "oidc.eks.eu-west-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210"
API = Caller("shop", "api", issuer=ISSUER)
SUB = f"{ISSUER}:sub"
AUD = f"{ISSUER}:aud"
ME = "system:serviceaccount:shop:api"


def allow(condition: dict[str, Any] | None = None, *, effect: str = "Allow", issuer: str = ISSUER, **more: Any) -> Any:
    return {
        "Effect": effect,
        "Principal": {"Federated": f"arn:aws:iam::351619759866:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        **({"Condition": condition} if condition is not None else {}),
        **more,
    }


TABLE = {
    "the user guide's": ([allow({"StringEquals": {SUB: ME, AUD: "sts.amazonaws.com"}})], True),
    "another ServiceAccount": ([allow({"StringEquals": {SUB: "system:serviceaccount:shop:web"}})], False),
    "another namespace": ([allow({"StringEquals": {SUB: "system:serviceaccount:prod:api"}})], False),
    "case counts": ([allow({"StringEquals": {SUB: "system:serviceaccount:Shop:api"}})], False),
    "unless it is ignored": ([allow({"StringEqualsIgnoreCase": {SUB: "system:serviceaccount:Shop:api"}})], True),
    "one of several": ([allow({"StringEquals": {SUB: ["system:serviceaccount:shop:web", ME]}})], True),
    "a star under StringEquals is a star": ([allow({"StringEquals": {SUB: "system:serviceaccount:shop:*"}})], False),
    "a star under StringLike": ([allow({"StringLike": {SUB: "system:serviceaccount:shop:*"}})], True),
    "a question mark": ([allow({"StringLike": {SUB: "system:serviceaccount:shop:ap?"}})], True),
    "a star may be nothing": ([allow({"StringLike": {SUB: f"{ME}*"}})], True),
    "a dot is a dot": ([allow({"StringLike": {SUB: "system.serviceaccount:shop:api"}})], False),
    "any value": ([allow({"ForAnyValue:StringLike": {SUB: ["x", "system:serviceaccount:*:api"]}})], True),
    "no subject": ([allow({"StringEquals": {AUD: "sts.amazonaws.com"}})], True),
    "no condition": ([allow()], True),
    "another audience": ([allow({"StringEquals": {SUB: ME, AUD: "vault"}})], False),
    "another cluster": ([allow({"StringEquals": {f"{OTHER}:sub": ME}}, issuer=OTHER)], False),
    "keys of another cluster": ([allow({"StringEquals": {f"{OTHER}:sub": ME}})], False),
    "two clusters": ([allow(issuer=OTHER), allow({"StringEquals": {SUB: ME}})], True),
    "keys know no case": ([allow({"StringEquals": {SUB.lower(): ME}})], True),
    "the wrong action": ([allow(Action="sts:AssumeRole")], False),
    "a list of actions": ([allow(Action=["sts:AssumeRole", "sts:assumerolewithwebidentity"])], True),
    "all actions": ([allow(Action="sts:*")], True),
    "a service": ([allow(Principal={"Service": "ec2.amazonaws.com"})], False),
    "denied": ([allow(), allow({"StringLike": {SUB: "system:serviceaccount:shop:*"}}, effect="Deny")], False),
    "another one denied": ([allow(), allow({"StringEquals": {SUB: "other"}}, effect="Deny")], True),
    "all but me": ([allow({"StringNotEquals": {SUB: ME}})], False),
    "all but others": ([allow({"StringNotLike": {SUB: "system:serviceaccount:dev:*"}})], True),
    "any provider": ([allow({"StringEquals": {SUB: ME}}, Principal={"Federated": "*"})], True),
    "there must be a subject": ([allow({"Null": {SUB: "false"}})], True),
    "there must be none": ([allow({"Null": {SUB: "true"}})], False),
    "asks for the caller's address": ([allow({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})], None),
    "a Deny that may hold": ([allow(), allow({"Bool": {"aws:SecureTransport": "false"}}, effect="Deny")], None),
    "no statement": ([], False),
    "NotAction": ([{"Effect": "Allow", "Principal": "*", "NotAction": "iam:*"}], None),
    "an effect of another case": ([allow(effect="allow")], False),
}


@pytest.mark.parametrize(("given_statements", "expected"), TABLE.values(), ids=TABLE.keys())
def test_verdict(given_statements: list[Any], expected: bool | None) -> None:
    policy = statements(json.dumps({"Version": "2012-10-17", "Statement": given_statements}))
    assert policy is not None
    assert admits(policy, API) is expected


def test_an_unknown_issuer_may_be_any_that_the_policy_names() -> None:
    policy = statements({"Statement": allow({"StringEquals": {SUB: ME}})})
    assert policy is not None
    assert admits(policy, Caller("shop", "api")) is True
    assert admits(policy, Caller("shop", "web")) is False


PODS = {"Service": "pods.eks.amazonaws.com"}


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (["sts:AssumeRole", "sts:TagSession"], True),
        ("sts:AssumeRole", False),
        ("sts:*", True),
        ("sts:TagSession", False),
    ],
)
def test_pod_identity_needs_both_actions(actions: Any, expected: bool) -> None:
    policy = statements({"Statement": [{"Effect": "Allow", "Principal": PODS, "Action": actions}]})
    assert policy is not None
    assert admits_pod_identity(policy, API) is expected


TAG = "aws:RequestTag/"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {f"{TAG}kubernetes-namespace": "shop", f"{TAG}kubernetes-service-account": "api"}}, True),
        ({"StringEquals": {f"{TAG}kubernetes-namespace": ["store", "shop"]}}, True),
        ({"StringEquals": {f"{TAG}kubernetes-namespace": "store"}}, False),
        ({"StringLike": {f"{TAG}kubernetes-service-account": "a*"}}, True),
        ({"StringEquals": {f"{TAG}eks-cluster-name": "prod"}}, True),
        ({"StringEquals": {f"{TAG}eks-cluster-name": "dev"}}, False),
        ({"StringEquals": {"aws:SourceAccount": "351619759866"}}, None),
        ({"StringEquals": {"aws:SourceAccount": "351619759866", f"{TAG}kubernetes-namespace": "store"}}, False),
        ({"Null": {f"{TAG}kubernetes-namespace": "true"}}, False),
    ],
)
def test_pod_identity_tags_the_session(condition: Any, expected: bool | None) -> None:
    statement = {"Effect": "Allow", "Principal": PODS, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    policy = statements({"Statement": [{**statement, "Condition": condition}]})
    assert policy is not None
    assert admits_pod_identity(policy, Caller("shop", "api", cluster="prod")) is expected


def test_without_tags_only_the_role_is_assumed() -> None:
    condition = {"StringEquals": {f"{TAG}kubernetes-namespace": "shop"}}
    plain = {"Effect": "Allow", "Principal": PODS, "Action": "sts:AssumeRole"}
    policy, tagged = statements({"Statement": plain}), statements({"Statement": {**plain, "Condition": condition}})
    assert policy is not None
    assert tagged is not None
    assert admits_pod_identity(policy, API, tags=False) is True
    assert admits_pod_identity(tagged, API, tags=False) is None


def test_no_policy() -> None:
    assert statements("{") is None
    assert statements("[]") is None
    assert statements(3) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Statement", "Effect", "Principal", "Federated", "Action", "Condition", "StringLike", SUB]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_has_a_verdict(value: Any) -> None:
    policy = statements(value)
    if policy is not None:
        assert admits(policy, API) in (True, False, None)
        assert admits_pod_identity(policy, API) in (True, False, None)
