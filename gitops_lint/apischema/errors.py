"""One mistake in one object, as a plain value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from gitops_lint.finding import Pointer
from gitops_lint.values import dataclass, replace

ErrorKind = Literal[
    "unknown-field",  #: strict decoding refuses it, client-side apply drops it
    "wrong-type",
    "missing-field",
    "invalid-value",  #: right type, but not one of the allowed values, out of range, against a pattern …
    "duplicate-item",  #: twice in a list whose items must be unique
    "forbidden",  #: allowed by itself, refused in this combination
    "warning",  #: accepted, with a warning by the API server
]


@dataclass(frozen=True, slots=True)
class SchemaError:
    """Why the API server would refuse a value, or warn about it.

    ``pointer`` leads to a value that exists: the offending one, or for a missing field the object that lacks it.
    """

    kind: ErrorKind
    pointer: Pointer
    message: str
    expected: str = ""  #: what would be right, in words: ``string``, ``1-65535``, ``one of: Always, Never``
    got: str = ""  #: what stands there, in words: ``boolean true``
    field: str = ""  #: the unknown or missing field's name
    suggestion: str = ""  #: the name that was probably meant
    family: str = ""  #: the rule that it belongs to, where that is a narrower one than its kind's
    home: str = ""  #: where an unknown field belongs, in words, if that is another place

    @property
    def rule(self) -> str:
        """The rule whose finding it is."""
        return self.family or RULES[self.kind]

    @property
    def is_like_nothing(self) -> bool:
        """Whether it is a field that is neither misspelt nor misplaced: a newer definition may have it."""
        return self.kind == "unknown-field" and not self.suggestion and not self.home


RULES: Final[Mapping[ErrorKind, str]] = {
    "unknown-field": "field-unknown",
    "wrong-type": "field-type-wrong",
    "missing-field": "field-missing",
    "invalid-value": "field-value-invalid",
    "duplicate-item": "list-item-duplicate",
    "forbidden": "field-forbidden",
    "warning": "field-deprecated",
}
"""The rule for each kind of mistake that has no family."""


def tagged(family: str, errors: Iterable[SchemaError]) -> Iterator[SchemaError]:
    """The errors as members of a family, unless they are of a narrower one already."""
    for error in errors:
        yield error if error.family else replace(error, family=family)


REQUIRED: Final = "Required value"
"""The API server's word for a missing field."""
