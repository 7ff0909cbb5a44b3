"""What the values of annotations of the AWS Load Balancer Controller may be.

Sources: aws-load-balancer-controller ``pkg/annotations/parser.go`` and the code that reads each annotation; the limits of
health checks, ports and names are those of the API: botocore's model of ``elbv2``.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable
from typing import Final

from gitops_lint.argocd.plain import BOOLEANS

Check = Callable[[str], str | None]
"""What is wrong with a value, completing "'…' …"; None if nothing is."""


def choice(*words: str, fold: bool = False) -> Check:
    """One of some words; ``fold`` takes them in any case."""
    listed = ", ".join(f"'{word}'" for word in words)
    return lambda text: None if (text.lower() if fold else text) in words else f"is none of {listed}"


def number(lowest: int, highest: int | None) -> Check:
    """A whole number within bounds, as Go's ``ParseInt`` reads it."""

    def check(text: str) -> str | None:
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            return "is no whole number"
        if highest is None:
            return None if lowest <= int(text) else f"is less than {lowest}"
        return None if lowest <= int(text) <= highest else f"is not within {lowest} and {highest}"

    return check


def boolean(text: str) -> str | None:
    """As Go's ``ParseBool`` reads it."""
    return None if text in BOOLEANS else "is no boolean"


def pairs(text: str) -> str | None:
    """``k1=v1,k2=v2``."""
    for item in filter(None, map(str.strip, text.split(","))):
        if item.find("=") < 1:
            return f"holds '{item}', which is not of the form key=value"
    return None


def ports(text: str) -> str | None:
    """``80=443``: ports of one load balancer by those of another."""
    for item in filter(None, map(str.strip, text.split(","))):
        if not re.fullmatch(r"[0-9]{1,5}=[0-9]{1,5}", item):
            return f"holds '{item}', which is not of the form port=port"
    return None


def health_port(text: str) -> str | None:
    """``traffic-port``, a number, or the name of a port of the Service."""
    return PORT(text) if re.fullmatch(r"[+-]?[0-9]+", text) else None


def health_port_number(text: str) -> str | None:
    """``traffic-port`` or a number."""
    return None if text == "traffic-port" else PORT(text)


def codes(text: str) -> str | None:
    """Codes of HTTP or gRPC, or ranges of them."""
    if re.fullmatch(r"[0-9]{1,3}(-[0-9]{1,3})?(,[0-9]{1,3}(-[0-9]{1,3})?)*", text.replace(" ", "")):
        return None
    return "is no list of codes or ranges such as 200-299,404"


def cidrs(text: str) -> str | None:
    """Address blocks, separated by commas."""
    for item in filter(str.strip, text.split(",")):
        try:
            ipaddress.ip_network(item.strip(), strict=False)
        except ValueError:
            return f"holds '{item.strip()}', which is no CIDR"
    return None


def arns(text: str) -> str | None:
    """ARNs, separated by commas."""
    for item in filter(str.strip, text.split(",")):
        if not item.strip().startswith("arn:"):
            return f"holds '{item.strip()}', which is no ARN"
    return None


def json_of(kind: type, noun: str) -> Check:
    """JSON of a type."""

    def check(text: str) -> str | None:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return "is no JSON"
        return None if isinstance(value, kind) else f"is no JSON {noun}"

    return check


def listen_ports(text: str) -> str | None:
    """``[{"HTTP": 80}, {"HTTPS": 443}]``."""
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


def group_name(text: str) -> str | None:
    """The name of an IngressGroup."""
    if re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?", text):
        return None
    return "is not of at most 63 lower case letters, digits, '-' and '.'"


def balancer_name(text: str) -> str | None:
    """The name of a load balancer."""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,32}", text):
        return "is not of at most 32 letters, digits and '-'"
    if text.startswith("-") or text.endswith("-"):
        return "begins or ends with '-'"
    return "begins with 'internal-'" if text.startswith("internal-") else None


def proxy_protocol(text: str) -> str | None:
    """There is one value."""
    return None if text == "*" else "is not '*', the only value there is"


FREE: Final[Check] = lambda text: None  # noqa: E731 - one value among functions
PORT: Final = number(1, 65535)
INTERVAL: Final = number(5, 300)
TIMEOUT: Final = number(2, 120)
THRESHOLD: Final = number(2, 10)
