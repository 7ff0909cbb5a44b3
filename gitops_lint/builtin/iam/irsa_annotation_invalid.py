"""Rule: EKS understands the annotations of a ServiceAccount."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitops_lint.argocd.plain import BOOLEANS
from gitops_lint.identity.accounts import (
    AUDIENCE,
    PREFIX,
    REGIONAL_ENDPOINTS,
    ROLE_ARN,
    SKIP_CONTAINERS,
    TOKEN_EXPIRATION,
)
from gitops_lint.identity.arn import is_template
from gitops_lint.patterns import regex
from gitops_lint.rule import Bad, Good, Node, Occurrence, Rule, ServiceAccount, Severity

_KNOWN = frozenset({ROLE_ARN, AUDIENCE, REGIONAL_ENDPOINTS, TOKEN_EXPIRATION, SKIP_CONTAINERS})
_LOOKS_LIKE_ROLE = regex(r"(?:[\w.-]*amazon(?:aws)?\.com|[\w.-]*aws[\w.-]*)?/?(?:iam-?)?role[-_.]?arn", re.IGNORECASE)
_OTHER_DOMAIN = regex(r"eks\.amazon(?:s|aws)?\.(?:com|io|aws)/role[-_]?arn")
LONGEST = 86400
SHORTEST = 600


class IrsaAnnotationInvalid(Rule[ServiceAccount]):
    """An annotation of a ServiceAccount is not one that EKS reads, or its value is ignored.

    The webhook knows `role-arn`, `audience`, `sts-regional-endpoints` and `token-expiration` under
    `eks.amazonaws.com/`.  A misspelt key is ignored, and so the pods get no role.  `token-expiration` is a number of
    seconds from 600 to 86400; `sts-regional-endpoints` a boolean.

    **When to allow it.**  Another tool of yours reads the key.
    """

    summary = "annotation of IRSA is misspelt or its value ignored"
    severity = Severity.WARNING
    tags = frozenset({"eks", "iam", "irsa"})

    def check(self, target: ServiceAccount) -> Iterator[Occurrence]:
        """Keys and values."""
        for node in target.items("metadata", "annotations"):
            key = str(node.pointer[-1])
            if key == TOKEN_EXPIRATION:
                yield from self._expiration(node)
            elif key == REGIONAL_ENDPOINTS:
                yield from self._endpoints(node)
            elif key not in _KNOWN and _misspelt(key):
                message = f"annotation '{key}' is unknown to EKS, did you mean '{ROLE_ARN}'?"
                yield self.finding(node, message, grip="key", severity=Severity.ERROR)

    def _expiration(self, node: Node) -> Iterator[Occurrence]:
        text = node.value
        if not isinstance(text, str) or is_template(text):
            return
        if not re.fullmatch(r"[+-]?\d{1,18}", text):
            yield self.finding(
                node, f"token expiration '{text}' is no whole number of seconds and is ignored", grip="value"
            )
        elif int(text) < SHORTEST:
            yield self.finding(
                node, f"token expiration '{text}' is below 600 seconds, which are used instead", grip="value"
            )
        elif int(text) > LONGEST:
            message = f"token expiration '{text}' is above 86400 seconds, the most that EKS allows"
            yield self.finding(node, message, grip="value")

    def _endpoints(self, node: Node) -> Iterator[Occurrence]:
        text = node.value
        if not isinstance(text, str) or is_template(text):
            return
        if text not in BOOLEANS:
            yield self.finding(node, f"'{text}' is no boolean and is ignored", grip="value")
        elif text[0] in "0fF":
            message = "pods fetch their credentials from the global endpoint of STS in one region"
            yield self.finding(node, message, grip="value")

    examples = (
        Bad("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              annotations:
                eks.amazonaws.com/role_arn: arn:aws:iam::351619759866:role/api
                #^^^^^^^^^^^^^^^^^^^^^^^^^ annotation 'eks.amazonaws.com/role_arn' is unknown to EKS, did you mean 'eks.amazonaws.com/role-arn'?
                eks.amazonaws.com/token-expiration: "60"
                #                                   ^^^^ token expiration '60' is below 600 seconds, which are used instead
                eks.amazonaws.com/sts-regional-endpoints: "false"
                #                                         ^^^^^^^ pods fetch their credentials from the global endpoint of STS in one region
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: worker
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/worker
                eks.amazonaws.com/token-expiration: 1h
                #                                   ^^ token expiration '1h' is no whole number of seconds and is ignored
            """),
        Good("""
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: api
              annotations:
                eks.amazonaws.com/role-arn: arn:aws:iam::351619759866:role/api
                eks.amazonaws.com/audience: sts.amazonaws.com
                eks.amazonaws.com/sts-regional-endpoints: "true"
                eks.amazonaws.com/token-expiration: "3600"
                iam.gke.io/gcp-service-account: api@acme.iam.gserviceaccount.com
                vault.example/role-arn: arn:aws:iam::351619759866:role/api
            """),
    )


def _misspelt(key: str) -> bool:
    if key.startswith(PREFIX):
        return _LOOKS_LIKE_ROLE.fullmatch(key) is not None or key[len(PREFIX) :] in (
            "role",
            "iam-role",
            "arn",
            "rolearn",
        )
    return _OTHER_DOMAIN.fullmatch(key) is not None
