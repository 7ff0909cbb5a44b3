"""Every annotation of the controller is known, and each with a letter missing is led back to it."""

from __future__ import annotations

import pytest

from gitops_lint.builtin.loadbalancer._annotations import (
    INGRESS,
    INGRESS_KEYS,
    SERVICE,
    SERVICE_KEYS,
    is_known,
    suggestion,
    trouble,
)

KEYS = [f"{INGRESS}{key}" for key in INGRESS_KEYS] + [
    f"{SERVICE}{key}" for key in SERVICE_KEYS if key.startswith("aws-")
]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_known_and_found_again_with_a_letter_missing(key: str) -> None:
    assert is_known(key)
    prefix, _, suffix = key.rpartition("/")
    broken = f"{prefix}/{suffix[:-2]}{suffix[-1]}"
    assert not is_known(broken)
    assert suggestion(broken) == key


def test_keys_of_others_are_not_judged() -> None:
    assert is_known("nginx.ingress.kubernetes.io/scheme")
    assert is_known("service.beta.kubernetes.io/azure-load-balancer-internal")


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("listen-ports", "[{", "is no JSON"),
        ("listen-ports", '{"HTTP": 80}', 'is no JSON list of objects such as [{"HTTPS": 443}]'),
        ("listen-ports", '[{"TCP": 80}]', "has the protocol 'TCP', which is neither 'HTTP' nor 'HTTPS'"),
        ("listen-ports", '[{"HTTP": 0}]', "has the port '0', which is no number within 1 and 65535"),
        ("listen-ports", '[{"HTTP": 80, "HTTPS": 443}]', None),
        ("group.order", "1000", None),
        ("group.order", "1001", "is not within -1000 and 1000"),
        ("group.name", "Shop", "is not of at most 63 lower case letters, digits, '-' and '.'"),
        ("load-balancer-name", "a" * 32, None),
        ("load-balancer-name", "a" * 33, "is not of at most 32 letters, digits and '-'"),
        ("load-balancer-attributes", "a=b, c=d", None),
        ("load-balancer-attributes", "a", "holds 'a', which is not of the form key=value"),
        ("certificate-arn", "my-cert", "holds 'my-cert', which is no ARN"),
        ("actions.redirect", "{", "is no JSON"),
        ("scheme", "${SCHEME}", None),
        ("scheme", "", None),
    ],
)
def test_a_value(key: str, value: str, wrong: str | None) -> None:
    assert trouble(f"{INGRESS}{key}", value) == wrong
