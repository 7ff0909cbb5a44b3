"""Kubernetes' expression language, for declarative rules and definitions; needs the extra ``gitops-lint[cel]``.

Evaluated by cel-expr-python (Google's cel-cpp) with the strings, math and optionals libraries.  Kubernetes' own
libraries (quantity, ip, url, authorizer …) are not among them: an expression that uses one is refused when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from gitops_lint.problem import UserError

VARIABLES: Final = ("object", "value", "container", "self")
"""What an expression may name: the whole object, the value at the rule's place, the container it is in."""

INSTALL: Final = "install the extra 'cel': pip install 'gitops-lint[cel]'"


def expression(text: str) -> Callable[[Mapping[str, Any]], bool]:
    """The test that an expression stands for; it takes the variables by name, as plain values.

    As in an admission policy, an expression that fails on an object (a key that is not there and was not asked for
    with ``has``) is not true for it.  Raises `UserError` where the extra is not installed, where the text is no CEL,
    and where it cannot be a truth value.
    """
    environment, boolean, dynamic = _environment()
    try:
        compiled = environment.compile(text)
    except (RuntimeError, ValueError, TypeError) as error:
        raise UserError(f"CEL expression {_shown(text)}: {_reason(error)}") from None
    returns = compiled.return_type()
    if returns not in (boolean, dynamic):
        raise UserError(f"CEL expression {_shown(text)}: must be true or false, not {returns.name()}")

    def holds(variables: Mapping[str, Any]) -> bool:
        try:
            answer = compiled.eval(data=dict(variables))
        except (RuntimeError, ValueError, TypeError, OverflowError, RecursionError):
            return False  # a value that CEL has no type for
        return bool(answer.type() == boolean and answer.value() is True)

    return holds


def validation(text: str) -> Callable[[Any], bool | None] | None:
    """The test of one ``x-kubernetes-validations`` rule; it takes ``self`` and answers None where it cannot tell.

    None instead of a test for a rule that needs the old object, one of Kubernetes' own libraries or escaped names, and
    for all where the extra is not installed.
    """
    if "oldSelf" in text or "__" in text:
        return None
    try:
        environment, boolean, _ = _environment()
        compiled = environment.compile(text)
    except (UserError, RuntimeError, ValueError, TypeError):
        return None

    def holds(value: Any) -> bool | None:
        try:
            answer = compiled.eval(data={"self": value})
        except (RuntimeError, ValueError, TypeError, OverflowError, RecursionError):
            return None
        return bool(answer.value()) if answer.type() == boolean else None

    return holds


@lru_cache(maxsize=1)
def _environment() -> tuple[Any, Any, Any]:
    """The one environment of all expressions, and the types a test may have."""
    try:
        from cel_expr_python import cel
        from cel_expr_python.ext import ext_math, ext_optional, ext_strings
    except ImportError as error:
        raise UserError(f"rules with 'cel' need the package cel-expr-python: {INSTALL} ({error})") from None
    environment = cel.NewEnv(
        variables=dict.fromkeys(VARIABLES, cel.Type.DYN),
        extensions=[ext_strings.ExtStrings(), ext_math.ExtMath(), ext_optional.ExtOptional()],
    )
    return environment, cel.Type.BOOL, cel.Type.DYN


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"'{line if len(line) <= 60 else line[:59] + '…'}'"


def _reason(error: Exception) -> str:
    """The first line of an engine's report, without its status words."""
    first = str(error).partition("\n")[0]
    return first.removeprefix("INVALID_ARGUMENT: ").removeprefix("ERROR: ").removeprefix("<input>:") or "not readable"
