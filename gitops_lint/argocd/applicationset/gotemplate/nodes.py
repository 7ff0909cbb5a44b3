"""The syntax tree of a template."""

from __future__ import annotations

from typing import Any

from gitops_lint.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Dot:
    """``.``."""


@dataclass(frozen=True, slots=True)
class Nil:
    """``nil``."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A string, number or boolean."""

    value: Any


@dataclass(frozen=True, slots=True)
class Fields:
    """``.a.b``, ``$x.a`` or ``(…).a``: fields of a start, which is `Dot`, a variable or a pipeline."""

    start: Operand
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """``$x``."""

    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """The name of a function."""

    name: str


@dataclass(frozen=True, slots=True)
class Command:
    """An operand and what it is applied to."""

    words: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands joined by ``|``, perhaps assigned to variables."""

    commands: tuple[Command, ...]
    variables: tuple[str, ...] = ()
    assigns: bool = False  #: ``=`` instead of ``:=``


Operand = Dot | Nil | Constant | Fields | Variable | Function | Pipeline


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text."""

    value: str


@dataclass(frozen=True, slots=True)
class Action:
    """``{{ pipeline }}``."""

    pipeline: Pipeline


@dataclass(frozen=True, slots=True)
class Branch:
    """``if``, ``with`` or ``range``."""

    keyword: str
    pipeline: Pipeline
    body: Body
    otherwise: Body


@dataclass(frozen=True, slots=True)
class Call:
    """``{{ template "name" pipeline }}``."""

    name: str
    pipeline: Pipeline | None


@dataclass(frozen=True, slots=True)
class Leave:
    """``break`` or ``continue``."""

    keyword: str


Node = Text | Action | Branch | Call | Leave
Body = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed text and the templates it defines."""

    body: Body
    defined: dict[str, Body] = field(default_factory=dict)
