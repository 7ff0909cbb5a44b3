"""Every annotation of the controller is known, and each with a letter wrong is led back to it."""

from __future__ import annotations

from collections.abc import Iterator

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

# pkg/annotations/constants.go of aws-load-balancer-controller 3.5
INGRESS_REFERENCE = [
    "load-balancer-name",
    "group.name",
    "group.order",
    "tags",
    "ip-address-type",
    "scheme",
    "subnets",
    "customer-owned-ipv4-pool",
    "load-balancer-attributes",
    "wafv2-acl-arn",
    "wafv2-acl-name",
    "waf-acl-id",
    "web-acl-id",
    "shield-advanced-protection",
    "security-groups",
    "listen-ports",
    "ssl-redirect",
    "inbound-cidrs",
    "certificate-arn",
    "ssl-policy",
    "target-type",
    "backend-protocol",
    "backend-protocol-version",
    "target-group-attributes",
    "healthcheck-port",
    "healthcheck-protocol",
    "healthcheck-path",
    "healthcheck-interval-seconds",
    "healthcheck-timeout-seconds",
    "healthy-threshold-count",
    "unhealthy-threshold-count",
    "success-codes",
    "auth-type",
    "auth-idp-cognito",
    "auth-idp-oidc",
    "auth-on-unauthenticated-request",
    "auth-scope",
    "auth-session-cookie",
    "auth-session-timeout",
    "jwt-validation",
    "target-node-labels",
    "manage-backend-security-group-rules",
    "mutual-authentication",
    "security-group-prefix-lists",
    "multi-cluster-target-group",
    "minimum-load-balancer-capacity",
    "ipam-ipv4-pool-id",
    "enable-frontend-nlb",
    "frontend-nlb-scheme",
    "frontend-nlb-subnets",
    "frontend-nlb-security-groups",
    "frontend-nlb-listener-port-mapping",
    "frontend-nlb-eip-allocations",
    "frontend-nlb-healthcheck-port",
    "frontend-nlb-healthcheck-protocol",
    "frontend-nlb-healthcheck-path",
    "frontend-nlb-healthcheck-interval-seconds",
    "frontend-nlb-healthcheck-timeout-seconds",
    "frontend-nlb-healthcheck-healthy-threshold-count",
    "frontend-nlb-healthcheck-unhealthy-threshold-count",
    "frontend-nlb-healthcheck-success-codes",
    "frontend-nlb-attributes",
    "frontend-nlb-tags",
    "use-regex-path-match",
    "target-control-port",
    "create-acm-cert",
    "acm-pca-arn",
    "dry-run-plan",
]

SERVICE_REFERENCE = [
    "load-balancer-source-ranges",
    *(
        f"aws-load-balancer-{key}"
        for key in [
            "type",
            "nlb-target-type",
            "name",
            "scheme",
            "internal",
            "proxy-protocol",
            "proxy-protocol-per-target-group",
            "ip-address-type",
            "access-log-enabled",
            "access-log-s3-bucket-name",
            "access-log-s3-bucket-prefix",
            "cross-zone-load-balancing-enabled",
            "ssl-cert",
            "ssl-ports",
            "ssl-negotiation-policy",
            "backend-protocol",
            "additional-resource-tags",
            "healthcheck-healthy-threshold",
            "healthcheck-unhealthy-threshold",
            "healthcheck-timeout",
            "healthcheck-interval",
            "healthcheck-protocol",
            "healthcheck-port",
            "healthcheck-path",
            "healthcheck-success-codes",
            "target-group-attributes",
            "subnets",
            "eip-allocations",
            "eip-allocations-discovery-tags",
            "private-ipv4-addresses",
            "ipv6-addresses",
            "alpn-policy",
            "target-node-labels",
            "attributes",
            "security-groups",
            "manage-backend-security-group-rules",
            "inbound-sg-rules-on-private-link-traffic",
            "security-group-prefix-lists",
            "multi-cluster-target-group",
            "enable-prefix-for-ipv6-source-nat",
            "source-nat-ipv6-prefixes",
            "minimum-load-balancer-capacity",
            "enable-icmp-for-path-mtu-discovery",
            "enable-tcp-udp-listener",
            "disable-nlb-sg",
            "quic-enabled-ports",
            "quic-enabled-containers",
        ]
    ),
]

REFERENCE = [f"{INGRESS}{key}" for key in INGRESS_REFERENCE] + [f"{SERVICE}{key}" for key in SERVICE_REFERENCE]


def misspelt(word: str) -> Iterator[str]:
    """The word with one letter dropped, changed or doubled, or two letters swapped, at every place."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + ("x" if word[at] != "x" else "q") + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        if at and word[at] != word[at - 1]:
            yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


@pytest.mark.parametrize("key", REFERENCE)
def test_every_key_of_the_reference_is_known(key: str) -> None:
    assert is_known(key)


@pytest.mark.parametrize("key", REFERENCE)
def test_each_key_with_a_letter_wrong_is_led_back_to_it(key: str) -> None:
    prefix, _, suffix = key.rpartition("/")
    for wrong in misspelt(suffix):
        broken = f"{prefix}/{wrong}"
        assert not is_known(broken), broken
        assert suggestion(broken) == key, broken


def test_what_is_known_beyond_the_reference_is_the_cloud_providers() -> None:
    assert set(INGRESS_KEYS) == set(INGRESS_REFERENCE)
    assert set(SERVICE_KEYS) - set(SERVICE_REFERENCE) == {
        "aws-load-balancer-access-log-emit-interval",
        "aws-load-balancer-connection-draining-enabled",
        "aws-load-balancer-connection-draining-timeout",
        "aws-load-balancer-connection-idle-timeout",
        "aws-load-balancer-extra-security-groups",
    }


def test_keys_of_others_are_not_judged() -> None:
    assert is_known("nginx.ingress.kubernetes.io/scheme")
    assert is_known("service.beta.kubernetes.io/azure-load-balancer-internal")
    assert is_known("service.beta.kubernetes.io/do-loadbalancer-protocol")
    assert is_known("service.beta.kubernetes.io/oci-load-balancer-shape")


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
        ("scheme", "Internal", "is none of 'internal', 'internet-facing'"),
        ("backend-protocol", "https", "is none of 'HTTP', 'HTTPS'"),
        ("healthcheck-interval-seconds", "5", None),
        ("healthcheck-interval-seconds", "4", "is not within 5 and 300"),
        ("healthcheck-interval-seconds", "300", None),
        ("healthcheck-interval-seconds", "301", "is not within 5 and 300"),
        ("healthcheck-interval-seconds", "15s", "is no whole number"),
        ("healthcheck-interval-seconds", " 15", "is no whole number"),
        ("healthcheck-timeout-seconds", "1", "is not within 2 and 120"),
        ("healthcheck-timeout-seconds", "120", None),
        ("healthcheck-timeout-seconds", "121", "is not within 2 and 120"),
        ("healthy-threshold-count", "1", "is not within 2 and 10"),
        ("healthy-threshold-count", "10", None),
        ("unhealthy-threshold-count", "11", "is not within 2 and 10"),
        ("healthcheck-port", "traffic-port", None),
        ("healthcheck-port", "http", None),
        ("healthcheck-port", "70000", "is not within 1 and 65535"),
        ("success-codes", "200-299, 404", None),
        ("success-codes", "2xx", "is no list of codes or ranges such as 200-299,404"),
        ("auth-session-timeout", "1d", "is no whole number"),
        ("shield-advanced-protection", "yes", "is no boolean"),
        ("tags", "=a", "holds '=a', which is not of the form key=value"),
        ("frontend-nlb-listener-port-mapping", "80=443, 8080=8443", None),
        ("frontend-nlb-listener-port-mapping", "80=web", "holds '80=web', which is not of the form port=port"),
        ("frontend-nlb-healthcheck-port", "http", "is no whole number"),
        ("load-balancer-name", "internal-web", "begins with 'internal-'"),
        ("load-balancer-name", "web-", "begins or ends with '-'"),
        ("scheme", "public", "is none of 'internal', 'internet-facing'"),
        ("scheme", "", None),
    ],
)
def test_a_value(key: str, value: str, wrong: str | None) -> None:
    assert trouble(f"{INGRESS}{key}", value) == wrong


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("aws-load-balancer-healthcheck-protocol", "HTTP", None),
        ("aws-load-balancer-healthcheck-interval", "10", None),
        ("aws-load-balancer-healthcheck-interval", "3", "is not within 5 and 300"),
        ("aws-load-balancer-type", "external", None),
        ("aws-load-balancer-type", "alb", "is none of 'external', 'nlb-ip', 'nlb'"),
        ("aws-load-balancer-ssl-cert", "cert", "holds 'cert', which is no ARN"),
        ("aws-load-balancer-internal", "true", None),
        ("load-balancer-source-ranges", "10.0.0.0/8,office", "holds 'office', which is no CIDR"),
    ],
)
def test_a_value_of_a_service(key: str, value: str, wrong: str | None) -> None:
    assert trouble(f"{SERVICE}{key}", value) == wrong
