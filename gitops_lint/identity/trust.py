"""Whether a role's trust policy lets a ServiceAccount in.

The three answers are yes, no, and unknown where the policy asks for something that manifests do not show.
Source: IAM user guide, "Policy evaluation logic", "Condition operators", "Multivalued context keys"; EKS user guide on
the trust policies of IRSA and of Pod Identity.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

WEB_IDENTITY: Final = "sts:AssumeRoleWithWebIdentity"
POD_IDENTITY_ACTIONS: Final = ("sts:AssumeRole", "sts:TagSession")
POD_IDENTITY_SERVICE: Final = "pods.eks.amazonaws.com"
DEFAULT_AUDIENCE: Final = "sts.amazonaws.com"

_PROVIDER: Final = regex(r"arn:aws[a-z0-9-]*:iam::[^:]*:oidc-provider/(.+)")
_TAGS: Final = "aws:requesttag/"
_NEGATED: Final = ("stringnotequals", "stringnotequalsignorecase", "stringnotlike")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for the role."""

    namespace: str
    name: str  #: of the ServiceAccount
    audience: str = DEFAULT_AUDIENCE
    issuer: str = ""  #: the cluster's OIDC issuer without scheme; empty if unknown
    cluster: str = ""  #: the name of the cluster in EKS; empty if unknown

    @property
    def subject(self) -> str:
        """The ``sub`` of its tokens."""
        return f"system:serviceaccount:{self.namespace}:{self.name}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a trust policy, with lists where IAM also takes single values."""

    effect: str
    federated: tuple[str, ...]
    services: tuple[str, ...]
    actions: tuple[str, ...]
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]  #: operator, key, values
    anybody: bool = False  #: the principal is ``*``
    opaque: bool = False  #: ``NotPrincipal`` or ``NotAction``: not worked out here

    def acts(self, action: str) -> bool:
        """Whether it is about an action."""
        return any(_like(action.lower(), pattern.lower()) for pattern in self.actions)

    @property
    def issuers(self) -> tuple[str, ...]:
        """The OIDC issuers among its principals, without scheme."""
        matches = (_PROVIDER.fullmatch(arn) for arn in self.federated)
        return tuple(match[1] for match in matches if match)

    def values(self, suffix: str) -> Iterator[tuple[str, str]]:
        """Operator and value of each condition whose key ends so (``:sub``)."""
        for operator, key, values in self.conditions:
            if key.lower().endswith(suffix):
                yield from ((operator, value) for value in values)


def statements(policy: Any) -> tuple[Statement, ...] | None:
    """The statements of a policy, given as JSON text or as a mapping; None if it is neither."""
    if isinstance(policy, str):
        try:
            policy = json.loads(policy)
        except (ValueError, RecursionError):
            return None
    if not isinstance(policy, dict):
        return None
    raw = policy.get("Statement")
    found = raw if isinstance(raw, list) else [raw]
    return tuple(_statement(item) for item in found if isinstance(item, dict))


def admits(policy: Iterable[Statement], caller: Caller) -> bool | None:
    """Whether a ServiceAccount may assume the role by IRSA; None if that cannot be known."""
    return _decide(_web_identity(statement, caller) for statement in policy)


def admits_pod_identity(policy: Iterable[Statement], caller: Caller, *, tags: bool = True) -> bool | None:
    """Whether EKS Pod Identity may assume the role for a ServiceAccount; None if that cannot be known.

    It also tags the session with the namespace, the ServiceAccount and the cluster, unless the association turns that
    off (``tags``); conditions may ask for these tags.
    """
    every = tuple(policy)
    known = {f"{_TAGS}kubernetes-namespace": caller.namespace, f"{_TAGS}kubernetes-service-account": caller.name}
    if caller.cluster:
        known[f"{_TAGS}eks-cluster-name"] = caller.cluster
    actions = POD_IDENTITY_ACTIONS if tags else POD_IDENTITY_ACTIONS[:1]
    answers = [_decide(_service(statement, action, known if tags else {}) for statement in every) for action in actions]
    if False in answers:
        return False
    return None if None in answers else True


def _decide(answers: Iterable[tuple[str, bool | None]]) -> bool | None:
    allowed: bool | None = False
    doubt = False
    for effect, matches in answers:
        if effect == "Deny":
            if matches:
                return False
            doubt = doubt or matches is None
        elif effect == "Allow" and matches is not False and not allowed:
            allowed = matches
    return None if doubt and allowed else allowed


def _web_identity(statement: Statement, caller: Caller) -> tuple[str, bool | None]:
    if statement.opaque:
        return statement.effect, None
    if not statement.acts(WEB_IDENTITY):
        return statement.effect, False
    issuers = statement.issuers
    if caller.issuer:
        if caller.issuer not in issuers and not statement.anybody:
            return statement.effect, False
        issuers = (caller.issuer,)
    elif statement.anybody and not issuers:
        issuers = _issuers_of_keys(statement)
    answers = [_conditions(statement, caller, issuer) for issuer in issuers]
    if True in answers:
        return statement.effect, True
    return statement.effect, None if None in answers else False


def _issuers_of_keys(statement: Statement) -> tuple[str, ...]:
    keys = (key.rpartition(":") for _, key, _ in statement.conditions)
    return tuple(dict.fromkeys(issuer for issuer, _, claim in keys if claim.lower() in ("sub", "aud"))) or ("",)


def _conditions(statement: Statement, caller: Caller, issuer: str) -> bool | None:
    known = {f"{issuer}:sub".lower(): caller.subject, f"{issuer}:aud".lower(): caller.audience}
    return _all_hold(statement, known)


def _all_hold(statement: Statement, known: Mapping[str, str]) -> bool | None:
    """Whether every condition holds, as far as the values of the keys are known."""
    answer: bool | None = True
    for operator, key, values in statement.conditions:
        holds = _holds(operator, key.lower(), values, known)
        if holds is False:
            return False
        if holds is None:
            answer = None
    return answer


def _holds(operator: str, key: str, values: tuple[str, ...], known: Mapping[str, str]) -> bool | None:
    name = operator.lower()
    for_all = name.startswith("forallvalues:")
    name = name.removeprefix("forallvalues:").removeprefix("foranyvalue:")
    lenient = name.endswith("ifexists")
    name = name.removesuffix("ifexists")
    if key not in known:
        if not key.endswith((":sub", ":aud")):
            return None
        return lenient or for_all or name in _NEGATED
    actual = known[key]
    if name == "null":
        return "false" in {value.lower() for value in values}
    if name in ("stringequals", "stringnotequals"):
        hit = actual in values
    elif name in ("stringequalsignorecase", "stringnotequalsignorecase"):
        hit = actual.lower() in {value.lower() for value in values}
    elif name in ("stringlike", "stringnotlike"):
        hit = any(_like(actual, value) for value in values)
    else:
        return None
    return not hit if name in _NEGATED else hit


def _service(statement: Statement, action: str, known: Mapping[str, str]) -> tuple[str, bool | None]:
    if statement.opaque:
        return statement.effect, None
    if not statement.acts(action) or not (statement.anybody or POD_IDENTITY_SERVICE in statement.services):
        return statement.effect, False
    return statement.effect, _all_hold(statement, known)


def _statement(item: Mapping[str, Any]) -> Statement:
    principal = item.get("Principal")
    named = principal if isinstance(principal, dict) else {}
    effect = item.get("Effect")
    return Statement(
        effect=effect if isinstance(effect, str) else "",
        federated=_texts(named.get("Federated")),
        services=_texts(named.get("Service")),
        actions=_texts(item.get("Action")),
        conditions=tuple(_pairs(item.get("Condition"))),
        anybody=principal == "*" or any("*" in _texts(named.get(kind)) for kind in ("AWS", "Federated", "Service")),
        opaque="NotPrincipal" in item or "NotAction" in item,
    )


def _pairs(condition: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for operator, tests in condition.items() if isinstance(condition, dict) else ():
        for key, values in tests.items() if isinstance(tests, dict) else ():
            yield str(operator), str(key), _texts(values)


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _like(text: str, pattern: str) -> bool:
    """IAM's globs: ``*`` any run, ``?`` one character; nothing else is special."""
    at = star = 0
    resume = -1
    place = 0
    while place < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", text[place]):
            at += 1
            place += 1
        elif resume >= 0:
            resume += 1
            at, place = star + 1, resume
        else:
            return False
    return not pattern[at:].strip("*")
