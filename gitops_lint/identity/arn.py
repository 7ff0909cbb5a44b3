"""The grammar of role ARNs, and which of them were never meant to be used.

Sources: the service model of IAM (``RoleNameType``, ``pathType``, ``arnType``), botocore's ``partitions.json``, and the
pattern of amazon-eks-pod-identity-webhook (``pkg/cache``).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from gitops_lint.patterns import regex
from gitops_lint.values import dataclass

PARTITIONS: Final = ("aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f")
"""Every partition of AWS."""

_REGIONS: Final = (
    (regex(r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+"), "aws"),
    (regex(r"cn-\w+-\d+"), "aws-cn"),
    (regex(r"us-gov-\w+-\d+"), "aws-us-gov"),
    (regex(r"eusc-de-\w+-\d+"), "aws-eusc"),
    (regex(r"us-iso-\w+-\d+"), "aws-iso"),
    (regex(r"us-isob-\w+-\d+"), "aws-iso-b"),
    (regex(r"eu-isoe-\w+-\d+"), "aws-iso-e"),
    (regex(r"us-isof-\w+-\d+"), "aws-iso-f"),
)

DOCUMENTATION_ACCOUNTS: Final = frozenset(
    {
        *(str(digit) * 12 for digit in range(10)),
        "123456789012",
        "012345678901",
        "111122223333",
        "444455556666",
        "777788889999",
        "555566667777",
        "999988887777",
        "123456789123",
        "210987654321",
    }
)
"""Accounts of examples: what the documentation of AWS uses, and runs of one digit."""

_FILLED: Final = regex(r"\$\{|\$\(|\{\{|<[^<>]*>|%\{|\[\[|\$[A-Za-z_]|\bENC\[")
_MARKED: Final = regex(r"@[\w.]+@|__\w+__")  # also right in the name of a role
_STAND_IN: Final = regex(
    r"[xX]{4,}|[xX*?#.]{12}|(?:[A-Z]+[_-])*(?:ACCOUNT|ID)(?:[_-][A-Z]+)*|\.\.\."
    r"|(?:your|my)[-_a-z]*account[-_a-z]*|account[-_]?id"
)
_ROLE: Final = regex(
    r"arn:(?P<partition>aws[a-z0-9-]*):iam::(?P<account>[0-9]{12}):role(?P<path>/(?:[!-~]+/)?)(?P<name>[A-Za-z0-9_+=,.@-]{1,64})"
)


@dataclass(frozen=True, slots=True)
class RoleArn:
    """A role ARN of right form."""

    partition: str
    account: str  #: 12 digits
    path: str  #: starts and ends with a slash
    name: str

    def __str__(self) -> str:
        """As it is written."""
        return f"arn:{self.partition}:iam::{self.account}:role{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class BadArn:
    """What is wrong with a text that should be a role ARN."""

    kind: Literal["template", "stand-in", "empty", "malformed"]
    """``template``: somebody fills it in; ``stand-in``: nobody fills it; ``empty``: there is no account."""
    reason: str = ""  #: completes "role ARN '…' …"


def read_role(text: str) -> RoleArn | BadArn:
    """The role that an ARN names, or what is wrong with it; never raises."""
    if is_template(text):
        return BadArn("template")
    match = _ROLE.fullmatch(text)
    if match is not None and match["partition"] in PARTITIONS and len(match["path"]) <= 512:
        return RoleArn(match["partition"], match["account"], match["path"], match["name"])
    return BadArn("template") if _MARKED.search(text) else _why(text)


def is_template(text: str) -> bool:
    """Whether the text holds a variable of some templating language, which somebody fills in later."""
    return _FILLED.search(text) is not None


def partition_of(region: str) -> str | None:
    """The partition of a region; None if the region is not of the known forms."""
    return next((partition for pattern, partition in _REGIONS if pattern.fullmatch(region)), None)


def _why(text: str) -> BadArn:
    if text != text.strip() or re.search(r"\s", text):
        return BadArn("malformed", "holds white space")
    parts = text.split(":", 5)
    if parts[0] != "arn" or len(parts) < 6:
        return BadArn("malformed", "is not of the form 'arn:aws:iam::<account>:role/<name>'")
    _, partition, service, region, account, resource = parts
    if partition not in PARTITIONS:
        return BadArn("malformed", f"names the unknown partition '{partition}'")
    if service == "sts" and resource.startswith("assumed-role/"):
        return BadArn("malformed", "is that of a session, not of a role")
    if service != "iam":
        return BadArn("malformed", f"is of the service '{service}', not of 'iam'")
    if region:
        return BadArn("malformed", "names a region, which ARNs of IAM leave empty")
    if not account:
        return BadArn("empty", "names no account")
    if not re.fullmatch(r"[0-9]{12}", account):
        if _STAND_IN.fullmatch(account):
            return BadArn("stand-in", f"has the placeholder '{account}' for an account")
        return BadArn("malformed", f"has the account '{account}', which is not of 12 digits")
    return BadArn("malformed", _resource(resource))


def _resource(resource: str) -> str:
    kind, _, rest = resource.partition("/")
    if kind != "role":
        return f"is that of a '{kind}', not of a 'role'"
    if not rest or rest.endswith("/"):
        return "names no role"
    name = rest.rpartition("/")[2]
    if len(name) > 64:
        return "has a role name of more than 64 characters"
    return f"has the role name '{name}', which holds other characters than letters, digits and _+=,.@-"
