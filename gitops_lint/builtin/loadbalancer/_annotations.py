"""The annotations of the AWS Load Balancer Controller and the grammar of their values.

Source: aws-load-balancer-controller 3.5 ``pkg/annotations/constants.go`` and its guides on the annotations of Ingresses
and Services; the keys of Services that only the cloud provider reads are from its ``aws.go``.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final

from gitops_lint.identity.arn import is_template
from gitops_lint.patterns import regex

INGRESS: Final = "alb.ingress.kubernetes.io/"
SERVICE: Final = "service.beta.kubernetes.io/"
SERVICE_PREFIXES: Final = (SERVICE, "service.kubernetes.io/")

Check = Callable[[str], str | None]
"""What is wrong with a value, completing "'…' …"; None if nothing is."""

_TRUE_FALSE: Final = frozenset({"1", "t", "true", "0", "f", "false"})


def _choice(*words: str) -> Check:
    known = {word.lower() for word in words}
    listed = ", ".join(f"'{word}'" for word in words)
    return lambda text: None if text.strip().lower() in known else f"is none of {listed}"


def _number(lowest: int, highest: int) -> Check:
    def check(text: str) -> str | None:
        if not re.fullmatch(r"-?[0-9]{1,9}", text.strip()):
            return "is no whole number"
        return None if lowest <= int(text) <= highest else f"is not within {lowest} and {highest}"

    return check


def _boolean(text: str) -> str | None:
    return None if text.strip().lower() in _TRUE_FALSE else "is no boolean"


def _pairs(text: str) -> str | None:
    for item in text.split(","):
        if item.strip() and "=" not in item:
            return f"holds '{item.strip()}', which is not of the form key=value"
    return None


def _cidrs(text: str) -> str | None:
    for item in filter(str.strip, text.split(",")):
        try:
            ipaddress.ip_network(item.strip(), strict=False)
        except ValueError:
            return f"holds '{item.strip()}', which is no CIDR"
    return None


def _arns(text: str) -> str | None:
    for item in filter(str.strip, text.split(",")):
        if not item.strip().startswith("arn:"):
            return f"holds '{item.strip()}', which is no ARN"
    return None


def _json(kind: type, noun: str) -> Check:
    def check(text: str) -> str | None:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return "is no JSON"
        return None if isinstance(value, kind) else f"is no JSON {noun}"

    return check


def _listen_ports(text: str) -> str | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "is no JSON"
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return 'is no JSON list of objects such as [{"HTTPS": 443}]'
    for item in value:
        for protocol, port in item.items():
            if protocol not in ("HTTP", "HTTPS"):
                return f"has the protocol '{protocol}', which is neither 'HTTP' nor 'HTTPS'"
            if isinstance(port, bool) or not isinstance(port, int) or not 1 <= port <= 65535:
                return f"has the port '{port}', which is no number within 1 and 65535"
    return None


def _group_name(text: str) -> str | None:
    if re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?", text):
        return None
    return "is not of at most 63 lower case letters, digits, '-' and '.'"


def _balancer_name(text: str) -> str | None:
    return None if re.fullmatch(r"[A-Za-z0-9-]{1,32}", text) else "is not of at most 32 letters, digits and '-'"


def _proxy_protocol(text: str) -> str | None:
    return None if text == "*" else "is not '*', the only value there is"


_FREE: Final[Check] = lambda text: None  # noqa: E731 - one value among functions

INGRESS_KEYS: Final[Mapping[str, Check]] = {
    "load-balancer-name": _balancer_name,
    "group.name": _group_name,
    "group.order": _number(-1000, 1000),
    "tags": _pairs,
    "ip-address-type": _choice("ipv4", "dualstack", "dualstack-without-public-ipv4"),
    "scheme": _choice("internal", "internet-facing"),
    "load-balancer-attributes": _pairs,
    "wafv2-acl-arn": _FREE,
    "shield-advanced-protection": _boolean,
    "listen-ports": _listen_ports,
    "ssl-redirect": _number(1, 65535),
    "inbound-cidrs": _cidrs,
    "certificate-arn": _arns,
    "target-type": _choice("instance", "ip"),
    "backend-protocol": _choice("HTTP", "HTTPS"),
    "backend-protocol-version": _choice("HTTP1", "HTTP2", "GRPC"),
    "target-group-attributes": _pairs,
    "healthcheck-protocol": _choice("HTTP", "HTTPS"),
    "healthcheck-interval-seconds": _number(5, 300),
    "healthcheck-timeout-seconds": _number(2, 120),
    "healthy-threshold-count": _number(2, 10),
    "unhealthy-threshold-count": _number(2, 10),
    "auth-type": _choice("none", "oidc", "cognito"),
    "auth-idp-cognito": _json(dict, "object"),
    "auth-idp-oidc": _json(dict, "object"),
    "auth-on-unauthenticated-request": _choice("authenticate", "allow", "deny"),
    "auth-session-timeout": _number(1, 604800),
    "manage-backend-security-group-rules": _boolean,
    "mutual-authentication": _json(list, "list"),
    "multi-cluster-target-group": _boolean,
    "enable-frontend-nlb": _boolean,
    "frontend-nlb-scheme": _choice("internal", "internet-facing"),
    "use-regex-path-match": _boolean,
    **dict.fromkeys(
        (
            "acm-pca-arn",
            "auth-scope",
            "auth-session-cookie",
            "create-acm-cert",
            "customer-owned-ipv4-pool",
            "dry-run-plan",
            "frontend-nlb-attributes",
            "frontend-nlb-eip-allocations",
            "frontend-nlb-healthcheck-healthy-threshold-count",
            "frontend-nlb-healthcheck-interval-seconds",
            "frontend-nlb-healthcheck-path",
            "frontend-nlb-healthcheck-port",
            "frontend-nlb-healthcheck-protocol",
            "frontend-nlb-healthcheck-success-codes",
            "frontend-nlb-healthcheck-timeout-seconds",
            "frontend-nlb-healthcheck-unhealthy-threshold-count",
            "frontend-nlb-listener-port-mapping",
            "frontend-nlb-security-groups",
            "frontend-nlb-subnets",
            "frontend-nlb-tags",
            "healthcheck-path",
            "healthcheck-port",
            "ipam-ipv4-pool-id",
            "jwt-validation",
            "minimum-load-balancer-capacity",
            "security-group-prefix-lists",
            "security-groups",
            "ssl-policy",
            "subnets",
            "success-codes",
            "target-control-port",
            "target-node-labels",
            "waf-acl-id",
            "wafv2-acl-name",
            "web-acl-id",
        ),
        _FREE,
    ),
}
"""Suffix of each annotation of Ingresses (and of their Services), with the check of its value."""

_NAMED: Final = ("actions.", "conditions.", "transforms.")
_LISTENER: Final = regex(r"(?:aws-load-balancer-)?listener-attributes\.[A-Za-z_]+-\d+")

SERVICE_KEYS: Final[Mapping[str, Check]] = {
    "load-balancer-source-ranges": _cidrs,
    "aws-load-balancer-type": _choice("external", "nlb-ip", "nlb"),
    "aws-load-balancer-nlb-target-type": _choice("instance", "ip"),
    "aws-load-balancer-name": _balancer_name,
    "aws-load-balancer-scheme": _choice("internal", "internet-facing"),
    "aws-load-balancer-internal": _boolean,
    "aws-load-balancer-proxy-protocol": _proxy_protocol,
    "aws-load-balancer-ip-address-type": _choice("ipv4", "dualstack"),
    "aws-load-balancer-access-log-enabled": _boolean,
    "aws-load-balancer-cross-zone-load-balancing-enabled": _boolean,
    "aws-load-balancer-backend-protocol": _choice("ssl", "tcp", "http", "https"),
    "aws-load-balancer-additional-resource-tags": _pairs,
    "aws-load-balancer-healthcheck-protocol": _choice("tcp", "http", "https"),
    "aws-load-balancer-target-group-attributes": _pairs,
    "aws-load-balancer-alpn-policy": _choice("HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"),
    "aws-load-balancer-attributes": _pairs,
    "aws-load-balancer-manage-backend-security-group-rules": _boolean,
    "aws-load-balancer-multi-cluster-target-group": _boolean,
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
            "aws-load-balancer-healthcheck-healthy-threshold",
            "aws-load-balancer-healthcheck-interval",
            "aws-load-balancer-healthcheck-path",
            "aws-load-balancer-healthcheck-port",
            "aws-load-balancer-healthcheck-success-codes",
            "aws-load-balancer-healthcheck-timeout",
            "aws-load-balancer-healthcheck-unhealthy-threshold",
            "aws-load-balancer-inbound-sg-rules-on-private-link-traffic",
            "aws-load-balancer-ipv6-addresses",
            "aws-load-balancer-minimum-load-balancer-capacity",
            "aws-load-balancer-private-ipv4-addresses",
            "aws-load-balancer-proxy-protocol-per-target-group",
            "aws-load-balancer-quic-enabled-containers",
            "aws-load-balancer-quic-enabled-ports",
            "aws-load-balancer-security-group-prefix-lists",
            "aws-load-balancer-security-groups",
            "aws-load-balancer-source-nat-ipv6-prefixes",
            "aws-load-balancer-ssl-cert",
            "aws-load-balancer-ssl-negotiation-policy",
            "aws-load-balancer-ssl-ports",
            "aws-load-balancer-subnets",
            "aws-load-balancer-target-node-labels",
        ),
        _FREE,
    ),
}
"""Suffix of each annotation of Services, with the check of its value."""


def is_known(key: str) -> bool:
    """Whether the controller, or the cloud provider, reads an annotation; True for those of others."""
    suffix = key.removeprefix(INGRESS)
    if suffix != key:
        return suffix in INGRESS_KEYS or suffix.startswith(_NAMED) or _LISTENER.fullmatch(suffix) is not None
    suffix = _service_suffix(key)
    if not suffix.startswith("aws-load-balancer-"):
        return True
    return suffix in SERVICE_KEYS or _LISTENER.fullmatch(suffix) is not None


def suggestion(key: str) -> str | None:
    """The known annotation that an unknown one is probably meant to be."""
    prefix, _, suffix = key.rpartition("/")
    keys = INGRESS_KEYS if f"{prefix}/" == INGRESS else SERVICE_KEYS
    near = get_close_matches(suffix, keys, 1, 0.8)
    return f"{prefix}/{near[0]}" if near else None


def trouble(key: str, value: str) -> str | None:
    """What is wrong with the value of an annotation; None if nothing is, or nobody can know."""
    if is_template(value) or not value.strip():
        return None
    if key.startswith(INGRESS):
        suffix = key.removeprefix(INGRESS)
        if suffix.startswith(("actions.", "transforms.", "conditions.")):
            return _JSON(value)
        return INGRESS_KEYS.get(suffix, _FREE)(value)
    return SERVICE_KEYS.get(_service_suffix(key), _FREE)(value)


_JSON: Final = _json(object, "value")


def _service_suffix(key: str) -> str:
    return next((key.removeprefix(prefix) for prefix in SERVICE_PREFIXES if key.startswith(prefix)), "")
