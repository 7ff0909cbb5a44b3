"""Kubernetes' expression language, for rules, definitions and policies; needs the extra ``gitops-lint[cel]``.

Evaluated by cel-expr-python (Google's cel-cpp) with the strings, math and optionals libraries.  What Kubernetes adds
(quantities, sets, lists …) comes as `Function` from those who need it; an expression that uses anything else is
refused when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from gitops_lint.patterns import regex
from gitops_lint.problem import UserError
from gitops_lint.values import dataclass

VARIABLES: Final = ("object", "value", "container", "self")
"""What an expression may name: the whole object, the value at the rule's place, the container it is in."""

INSTALL: Final = "install the extra 'cel': pip install 'gitops-lint[cel]'"

_FAILURES: Final = (RuntimeError, ValueError, TypeError, OverflowError, RecursionError)
_ESCAPED: Final = regex(r"""\.(\w*__\w*)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")
_RESERVED: Final = regex(r"__([a-z]+)__")
_NO_KEY: Final = 'NOT_FOUND: Key not found in map : "'


class Function(NamedTuple):
    """A function that expressions may call; types by name: ``STRING``, ``LIST``, ``BOOL``, ``DYN``."""

    name: str
    parameters: tuple[str, ...]
    returns: str
    call: Callable[..., Any]
    member: bool = False  #: called as ``first.name(rest)``


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expression makes of its variables."""

    value: Any = None
    error: str = ""  #: why there is no value; where a key is missing in the words of Kubernetes' own engine

    @property
    def missing(self) -> str:
        """The key whose absence is the error; empty for any other."""
        return self.error.removeprefix("no such key: ") if self.error.startswith("no such key: ") else ""


class Environment:
    """The variables and functions that expressions may use.  Raises `UserError` where the extra is not installed."""

    def __init__(self, variables: Iterable[str], functions: Sequence[Function] = ()) -> None:
        try:
            from cel_expr_python import cel
            from cel_expr_python.ext import ext_math, ext_optional, ext_strings
        except ImportError as error:
            raise UserError(f"rules with 'cel' need the package cel-expr-python: {INSTALL} ({error})") from None
        self._cel = cel
        self._environment = cel.NewEnv(
            variables=dict.fromkeys(variables, cel.Type.DYN),
            extensions=[ext_strings.ExtStrings(), ext_math.ExtMath(), ext_optional.ExtOptional()],
            functions=[self._declared(function) for function in functions],
        )

    def program(self, text: str) -> Program:
        """An expression, ready to run; raises `UserError` where it is not readable, with the reason alone."""
        try:
            compiled = self._environment.compile(text)
        except _FAILURES as error:
            raise UserError(_reason(error)) from None
        return Program(compiled, compiled.return_type().name(), self._plain)

    def bind(self, variables: Mapping[str, Any]) -> Bound:
        """Variables for several programs: what they hold is read once."""
        return Bound(self._environment.Activation(dict(variables)))

    def _declared(self, function: Function) -> Any:
        cel = self._cel
        overload = cel.Overload(
            f"{function.name}_{'_'.join(function.parameters)}".lower().replace(".", "_"),
            getattr(cel.Type, function.returns),
            [getattr(cel.Type, name) for name in function.parameters],
            is_member=function.member,
            impl=function.call,
        )
        return cel.FunctionDecl(function.name, [overload])

    def _plain(self, value: Any) -> Any:
        """A value without wrappers: lists and maps hold plain values too."""
        if isinstance(value, self._cel.Value):
            return self._plain(value.value())
        if isinstance(value, dict):
            return {self._plain(key): self._plain(item) for key, item in value.items()}
        return [self._plain(item) for item in value] if isinstance(value, list) else value


class Bound(NamedTuple):
    """Variables that an environment has taken over."""

    activation: Any


class Program:
    """A compiled expression."""

    __slots__ = ("_compiled", "_plain", "returns")

    def __init__(self, compiled: Any, returns: str, plain: Callable[[Any], Any]) -> None:
        self._compiled = compiled
        self._plain = plain
        self.returns = returns  #: name of the type that it is known to have: ``BOOL``, ``DYN`` …

    def run(self, variables: Mapping[str, Any] | Bound) -> Answer:
        """The value for these variables, plain values by name."""
        try:
            if isinstance(variables, Bound):
                answer = self._compiled.eval(variables.activation)
            else:
                answer = self._compiled.eval(data=dict(variables))
            value = answer.value()
            if answer.type().name() != "ERROR":
                return Answer(self._plain(value))
        except _FAILURES as error:  # a value that CEL has no type for, too many steps
            return Answer(error=_reason(error))
        text = str(value)
        if text.startswith(_NO_KEY):
            return Answer(error=f"no such key: {text.removeprefix(_NO_KEY).removesuffix(chr(34))}")
        return Answer(error=text.partition(": ")[2] or text)


def expression(text: str) -> Callable[[Mapping[str, Any]], bool]:
    """The test that an expression stands for; it takes the variables by name, as plain values.

    As in an admission policy, an expression that fails on an object (a key that is not there and was not asked for
    with ``has``) is not true for it.  Raises `UserError` where the extra is not installed, where the text is no CEL,
    and where it cannot be a truth value.
    """
    environment = _environment()
    try:
        program = environment.program(text)
    except UserError as error:
        raise UserError(f"CEL expression {_shown(text)}: {error}") from None
    if program.returns not in ("BOOL", "DYN"):
        raise UserError(f"CEL expression {_shown(text)}: must be true or false, not {program.returns}")
    return lambda variables: program.run(variables).value is True


def validation(text: str, environment: Environment) -> Program | None:
    """One ``x-kubernetes-validations`` rule, a program over ``self``.

    None for a rule that needs the old object or a library that the environment has not.
    """
    if "oldSelf" in text:
        return None
    try:
        return environment.program(unescaped(text))
    except UserError:
        return None


def unescaped(text: str) -> str:
    """An expression with the field names that Kubernetes escapes as they are written in objects.

    ``.__namespace__`` stands for a name that CEL reserves, ``__dash__``, ``__dot__``, ``__slash__`` and
    ``__underscores__`` for what no name may hold (apiserver ``pkg/cel/escaping.go``).
    """
    if "__" not in text:
        return text
    return _ESCAPED.sub(lambda found: f".`{_name(found[1])}`" if found[1] else found[0], text)


def _name(escaped: str) -> str:
    reserved = _RESERVED.fullmatch(escaped)
    if reserved:
        return reserved[1]
    for word, sign in (("dash", "-"), ("dot", "."), ("slash", "/"), ("underscores", "__")):
        escaped = escaped.replace(f"__{word}__", sign)
    return escaped


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """The one environment of all declarative rules."""
    return Environment(VARIABLES)


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"'{line if len(line) <= 60 else line[:59] + '…'}'"


def _reason(error: Exception) -> str:
    """The first line of an engine's report, without its status words."""
    first = str(error).partition("\n")[0]
    return first.removeprefix("INVALID_ARGUMENT: ").removeprefix("ERROR: ").removeprefix("<input>:") or "not readable"
