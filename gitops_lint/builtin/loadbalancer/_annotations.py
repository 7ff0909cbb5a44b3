"""The annotations of the AWS Load Balancer Controller and the grammar of their values.

Sources: aws-load-balancer-controller 3.5, ``pkg/annotations`` for the keys and how values are parsed,
``pkg/ingress/group_loader.go``, ``model_build_target_group.go`` and ``model_build_frontend_nlb.go`` for what it takes
(choices as they are written, apart from the protocols of Services).  The limits of health checks, ports and names are
those of the API: botocore's model of ``elbv2``.  The keys of Services that only the cloud provider reads are from its
``aws.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from gitops_lint.builtin.loadbalancer._grammar import (
    FREE,
    INTERVAL,
    PORT,
    THRESHOLD,
    TIMEOUT,
    Check,
    arns,
    balancer_name,
    boolean,
    choice,
    cidrs,
    codes,
    group_name,
    health_port,
    health_port_number,
    json_of,
    listen_ports,
    number,
    pairs,
    ports,
    proxy_protocol,
)
from gitops_lint.identity.arn import is_template
from gitops_lint.patterns import regex

INGRESS: Final = "alb.ingress.kubernetes.io/"
SERVICE: Final = "service.beta.kubernetes.io/"
SERVICE_PREFIXES: Final = (SERVICE, "service.kubernetes.io/")

INGRESS_KEYS: Final[Mapping[str, Check]] = {
    "load-balancer-name": balancer_name,
    "group.name": group_name,
    "group.order": number(-1000, 1000),
    "tags": pairs,
    "ip-address-type": choice("ipv4", "dualstack", "dualstack-without-public-ipv4"),
    "scheme": choice("internal", "internet-facing"),
    "load-balancer-attributes": pairs,
    "wafv2-acl-arn": FREE,
    "shield-advanced-protection": boolean,
    "listen-ports": listen_ports,
    "ssl-redirect": PORT,
    "inbound-cidrs": cidrs,
    "certificate-arn": arns,
    "target-type": choice("instance", "ip"),
    "backend-protocol": choice("HTTP", "HTTPS"),
    "backend-protocol-version": choice("HTTP1", "HTTP2", "GRPC"),
    "target-group-attributes": pairs,
    "healthcheck-port": health_port,
    "healthcheck-protocol": choice("HTTP", "HTTPS"),
    "healthcheck-interval-seconds": INTERVAL,
    "healthcheck-timeout-seconds": TIMEOUT,
    "healthy-threshold-count": THRESHOLD,
    "unhealthy-threshold-count": THRESHOLD,
    "auth-type": choice("none", "oidc", "cognito"),
    "auth-idp-cognito": json_of(dict, "object"),
    "auth-idp-oidc": json_of(dict, "object"),
    "auth-on-unauthenticated-request": choice("authenticate", "allow", "deny"),
    "auth-session-timeout": number(1, None),
    "manage-backend-security-group-rules": boolean,
    "mutual-authentication": json_of(list, "list"),
    "multi-cluster-target-group": boolean,
    "enable-frontend-nlb": boolean,
    "frontend-nlb-attributes": pairs,
    "frontend-nlb-healthcheck-healthy-threshold-count": THRESHOLD,
    "frontend-nlb-healthcheck-interval-seconds": INTERVAL,
    "frontend-nlb-healthcheck-port": health_port_number,
    "frontend-nlb-healthcheck-protocol": choice("HTTP", "HTTPS"),
    "frontend-nlb-healthcheck-success-codes": codes,
    "frontend-nlb-healthcheck-timeout-seconds": TIMEOUT,
    "frontend-nlb-healthcheck-unhealthy-threshold-count": THRESHOLD,
    "frontend-nlb-listener-port-mapping": ports,
    "frontend-nlb-scheme": choice("internal", "internet-facing"),
    "frontend-nlb-tags": pairs,
    "minimum-load-balancer-capacity": pairs,
    "success-codes": codes,
    "target-node-labels": pairs,
    "use-regex-path-match": boolean,
    **dict.fromkeys(
        (
            "acm-pca-arn",
            "auth-scope",
            "auth-session-cookie",
            "create-acm-cert",
            "customer-owned-ipv4-pool",
            "dry-run-plan",
            "frontend-nlb-eip-allocations",
            "frontend-nlb-healthcheck-path",
            "frontend-nlb-security-groups",
            "frontend-nlb-subnets",
            "healthcheck-path",
            "ipam-ipv4-pool-id",
            "jwt-validation",
            "security-group-prefix-lists",
            "security-groups",
            "ssl-policy",
            "subnets",
            "target-control-port",
            "waf-acl-id",
            "wafv2-acl-name",
            "web-acl-id",
        ),
        FREE,
    ),
}
"""Suffix of each annotation of Ingresses (and of their Services), with the check of its value."""

_NAMED: Final = ("actions.", "conditions.", "transforms.")
_LISTENER: Final = regex(r"(?:aws-load-balancer-)?listener-attributes\.[A-Za-z_]+-\d+")

SERVICE_KEYS: Final[Mapping[str, Check]] = {
    "load-balancer-source-ranges": cidrs,
    "aws-load-balancer-type": choice("external", "nlb-ip", "nlb"),
    "aws-load-balancer-nlb-target-type": choice("instance", "ip"),
    "aws-load-balancer-name": balancer_name,
    "aws-load-balancer-scheme": choice("internal", "internet-facing"),
    "aws-load-balancer-internal": boolean,
    "aws-load-balancer-proxy-protocol": proxy_protocol,
    "aws-load-balancer-ip-address-type": choice("ipv4", "dualstack"),
    "aws-load-balancer-access-log-enabled": boolean,
    "aws-load-balancer-cross-zone-load-balancing-enabled": boolean,
    "aws-load-balancer-backend-protocol": choice("ssl", "tcp", "http", "https", fold=True),
    "aws-load-balancer-additional-resource-tags": pairs,
    "aws-load-balancer-healthcheck-healthy-threshold": THRESHOLD,
    "aws-load-balancer-healthcheck-interval": INTERVAL,
    "aws-load-balancer-healthcheck-port": health_port,
    "aws-load-balancer-healthcheck-protocol": choice("tcp", "http", "https", fold=True),
    "aws-load-balancer-healthcheck-success-codes": codes,
    "aws-load-balancer-healthcheck-timeout": TIMEOUT,
    "aws-load-balancer-healthcheck-unhealthy-threshold": THRESHOLD,
    "aws-load-balancer-minimum-load-balancer-capacity": pairs,
    "aws-load-balancer-ssl-cert": arns,
    "aws-load-balancer-target-node-labels": pairs,
    "aws-load-balancer-target-group-attributes": pairs,
    "aws-load-balancer-alpn-policy": choice("HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"),
    "aws-load-balancer-attributes": pairs,
    "aws-load-balancer-manage-backend-security-group-rules": boolean,
    "aws-load-balancer-multi-cluster-target-group": boolean,
    **dict.fromkeys(
        (
            "aws-load-balancer-access-log-emit-interval",
            "aws-load-balancer-access-log-s3-bucket-name",
            "aws-load-balancer-access-log-s3-bucket-prefix",
            "aws-load-balancer-connection-draining-enabled",
            "aws-load-balancer-connection-draining-timeout",
            "aws-load-balancer-connection-idle-timeout",
            "aws-load-balancer-disable-nlb-sg",
            "aws-load-balancer-eip-allocations",
            "aws-load-balancer-eip-allocations-discovery-tags",
            "aws-load-balancer-enable-icmp-for-path-mtu-discovery",
            "aws-load-balancer-enable-prefix-for-ipv6-source-nat",
            "aws-load-balancer-enable-tcp-udp-listener",
            "aws-load-balancer-extra-security-groups",
            "aws-load-balancer-healthcheck-path",
            "aws-load-balancer-inbound-sg-rules-on-private-link-traffic",
            "aws-load-balancer-ipv6-addresses",
            "aws-load-balancer-private-ipv4-addresses",
            "aws-load-balancer-proxy-protocol-per-target-group",
            "aws-load-balancer-quic-enabled-containers",
            "aws-load-balancer-quic-enabled-ports",
            "aws-load-balancer-security-group-prefix-lists",
            "aws-load-balancer-security-groups",
            "aws-load-balancer-source-nat-ipv6-prefixes",
            "aws-load-balancer-ssl-negotiation-policy",
            "aws-load-balancer-ssl-ports",
            "aws-load-balancer-subnets",
        ),
        FREE,
    ),
}
"""Suffix of each annotation of Services, with the check of its value."""


def is_known(key: str) -> bool:
    """Whether the controller, or the cloud provider, reads an annotation; True for those of others."""
    suffix = key.removeprefix(INGRESS)
    if suffix != key:
        return suffix in INGRESS_KEYS or suffix.startswith(_NAMED) or _LISTENER.fullmatch(suffix) is not None
    suffix = _service_suffix(key)
    if suffix in SERVICE_KEYS or _LISTENER.fullmatch(suffix) is not None:
        return True
    # The prefix is shared with other providers: theirs are not like ours.
    return not suffix.startswith("aws-load-balancer-") and not _nearest(suffix, SERVICE_KEYS)


def suggestion(key: str) -> str | None:
    """The known annotation that an unknown one is probably meant to be."""
    prefix, _, suffix = key.rpartition("/")
    keys = INGRESS_KEYS if f"{prefix}/" == INGRESS else SERVICE_KEYS
    near = _nearest(suffix, keys) or get_close_matches(suffix, keys, 1, 0.8)
    return f"{prefix}/{near[0]}" if near else None


def _nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known words that one letter makes of a word, by adding, dropping, changing or swapping; dropped ones first."""
    return sorted((other for other in known if _one_off(word, other)), key=len, reverse=True)


def _one_off(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    shorter, longer = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[start:] == longer[start + 1 :]
    rest = one[start + 1 :], other[start + 1 :]
    return rest[0] == rest[1] or (
        one[start : start + 2] == other[start : start + 2][::-1] and rest[0][1:] == rest[1][1:]
    )


def trouble(key: str, value: str) -> str | None:
    """What is wrong with the value of an annotation; None if nothing is, or nobody can know."""
    if is_template(value) or not value.strip():
        return None
    if key.startswith(INGRESS):
        suffix = key.removeprefix(INGRESS)
        if suffix.startswith(("actions.", "transforms.", "conditions.")):
            return _JSON(value)
        return INGRESS_KEYS.get(suffix, FREE)(value)
    return SERVICE_KEYS.get(_service_suffix(key), FREE)(value)


_JSON: Final = json_of(object, "value")


def _service_suffix(key: str) -> str:
    return next((key.removeprefix(prefix) for prefix in SERVICE_PREFIXES if key.startswith(prefix)), "")
