"""What is a role ARN, and what is wrong with one that is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.identity.arn import PARTITIONS, BadArn, RoleArn, partition_of, read_role


@given(
    st.sampled_from(PARTITIONS),
    st.from_regex(r"[0-9]{12}", fullmatch=True),
    st.sampled_from(["/", "/team/", "/aws-reserved/sso.amazonaws.com/"]),
    st.text("abcXYZ019_+=,.@-", min_size=1, max_size=64),
)
def test_a_role_arn_is_read_back(partition: str, account: str, path: str, name: str) -> None:
    role = RoleArn(partition, account, path, name)
    assert read_role(str(role)) == role


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(read_role(text), (RoleArn, BadArn))


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("arn:aws:iam::${ACCOUNT}:role/api", "template", ""),
        ("<ROLE_ARN>", "template", ""),
        ("{{ .Values.role }}", "template", ""),
        ("$CARTS_IAM_ROLE", "template", ""),
        ("arn:aws:iam::xxxxxxxxxxxx:role/api", "stand-in", "has the placeholder 'xxxxxxxxxxxx' for an account"),
        ("arn:aws:iam::ACCOUNT_ID:role/api", "stand-in", "has the placeholder 'ACCOUNT_ID' for an account"),
        ("arn:aws:iam::AWS_ACCOUNT_ID:role/api", "stand-in", "has the placeholder 'AWS_ACCOUNT_ID' for an account"),
        ("arn:aws:iam::your-account-id:role/api", "stand-in", "has the placeholder 'your-account-id' for an account"),
        ("arn:aws:iam:::role/api", "empty", "names no account"),
        ("arn:aws:iam::35161975986:role/a", "malformed", "has the account '35161975986', which is not of 12 digits"),
        ("arn:aws:iam::351619759866:user/api", "malformed", "is that of a 'user', not of a 'role'"),
        ("arn:aws:iam::351619759866:role/", "malformed", "names no role"),
        ("arn:aws:iam::351619759866:role/" + "a" * 65, "malformed", "has a role name of more than 64 characters"),
        ("arn:aws:iam:eu-west-1:351619759866:role/a", "malformed", "names a region, which ARNs of IAM leave empty"),
        ("arn:aws:sts::351619759866:assumed-role/a/b", "malformed", "is that of a session, not of a role"),
        ("arn:aws-xx:iam::351619759866:role/a", "malformed", "names the unknown partition 'aws-xx'"),
        ("arn:aws:iam::351619759866:role/a\n", "malformed", "holds white space"),
    ],
)
def test_what_is_wrong(text: str, kind: str, reason: str) -> None:
    assert read_role(text) == BadArn(kind, reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-west-1", "aws"),
        ("us-gov-west-1", "aws-us-gov"),
        ("cn-north-1", "aws-cn"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-isob-east-1", "aws-iso-b"),
        ("moon-1", None),
    ],
)
def test_the_partition_of_a_region(region: str, partition: str | None) -> None:
    assert partition_of(region) == partition
