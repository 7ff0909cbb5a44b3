"""Execute a template (``text/template/exec.go``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from gitops_lint.argocd.applicationset.gotemplate.errors import TemplateError, UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate.nodes import (
    Action,
    Body,
    Branch,
    Call,
    Command,
    Constant,
    Dot,
    Fields,
    Function,
    Leave,
    Nil,
    Operand,
    Pipeline,
    Template,
    Text,
    Variable,
)
from gitops_lint.argocd.applicationset.gotemplate.values import MISSING, NilMap, StringMap, go_type, kind, show, truth
from gitops_lint.values import dataclass

_MOST_STEPS = 20_000
_MOST_TEXT = 1_000_000
_DEEPEST_CALL = 50


class MissingKey(Enum):
    """What a key does that a map does not have."""

    INVALID = "invalid"
    ZERO = "zero"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Signature:
    """A function and the types of its parameters: s, i, f, b, m (``map[string]any``), a (anything)."""

    call: Callable[..., Any]
    parameters: str
    variadic: str = ""


class _LeaveError(Exception):
    pass


class Evaluator:
    """One run of one template; bounded in steps, text and depth."""

    def __init__(self, template: Template, functions: Mapping[str, Signature], missing: MissingKey) -> None:
        self._template = template
        self._functions = functions
        self._missing = missing
        self._variables: list[list[Any]] = []
        self._out: list[str] = []
        self._size = 0
        self._steps = 0

    def run(self, data: Any) -> str:
        """The rendered text; raises `TemplateError`."""
        self._variables = [["$", data]]
        try:
            self._body(self._template.body, data)
        except RecursionError:
            raise UnsupportedTemplateError("template is nested too deeply") from None
        return "".join(self._out)

    def _write(self, text: str) -> None:
        self._size += len(text)
        if self._size > _MOST_TEXT:
            raise UnsupportedTemplateError("template renders to too much text")
        self._out.append(text)

    def _body(self, body: Body, dot: Any) -> None:
        for node in body:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise UnsupportedTemplateError("template takes too many steps")
            match node:
                case Text(value):
                    self._write(value)
                case Action(pipeline):
                    value = self._pipeline(pipeline, dot)
                    if not pipeline.variables:
                        self._write(show(value))
                case Branch():
                    known = len(self._variables)
                    self._branch(node, dot)
                    del self._variables[known:]
                case Call(name, pipeline):
                    self._call(name, None if pipeline is None else self._pipeline(pipeline, dot))
                case Leave(keyword):
                    raise _LeaveError(keyword)

    def _branch(self, node: Branch, dot: Any) -> None:
        value = self._pipeline(node.pipeline, dot, loops=node.keyword == "range")
        if node.keyword == "range":
            self._range(node, value, dot)
        elif truth(value):
            self._body(node.body, value if node.keyword == "with" else dot)
        else:
            self._body(node.otherwise, dot)

    def _range(self, node: Branch, value: Any, dot: Any) -> None:
        pairs = _pairs(value, len(node.pipeline.variables))
        if not pairs:
            self._body(node.otherwise, dot)
            return
        known = len(self._variables)
        for key, item in pairs:
            for name, part in zip(node.pipeline.variables, self._loop_values(node.pipeline, key, item), strict=True):
                self._assign(node.pipeline, name, part)
            try:
                self._body(node.body, MISSING if item is None else item)
            except _LeaveError as leave:
                if leave.args[0] == "break":
                    break
            finally:
                del self._variables[known:]

    def _loop_values(self, pipeline: Pipeline, key: Any, item: Any) -> tuple[Any, ...]:
        return {0: (), 1: (item,), 2: (key, item)}[len(pipeline.variables)]

    def _call(self, name: str, data: Any) -> None:
        body = self._template.defined.get(name)
        if body is None:
            raise TemplateError(f"template {name!r} not defined")
        outer, self._variables = self._variables, [["$", data]]
        self._steps += _MOST_STEPS // _DEEPEST_CALL // 10
        self._body(body, data)
        self._variables = outer

    def _pipeline(self, pipeline: Pipeline, dot: Any, loops: bool = False) -> Any:
        value: Any = MISSING
        for index, command in enumerate(pipeline.commands):
            value = self._command(command, dot, (value,) if index else ())
            value = MISSING if value is None else value
        if not loops:
            for name in pipeline.variables:
                self._assign(pipeline, name, value)
        return value

    def _assign(self, pipeline: Pipeline, name: str, value: Any) -> None:
        if not pipeline.assigns:
            self._variables.append([name, value])
            return
        for slot in reversed(self._variables):
            if slot[0] == name:
                slot[1] = value
                return
        raise TemplateError(f"undefined variable: {name}")

    def _command(self, command: Command, dot: Any, final: tuple[Any, ...]) -> Any:
        first, rest = command.words[0], command.words[1:]
        if isinstance(first, Function):
            return self._function(first.name, rest, dot, final)
        if rest or final:
            raise TemplateError("can't give argument to non-function")
        if isinstance(first, Nil):
            raise TemplateError("nil is not a command")
        return self._operand(first, dot)

    def _operand(self, operand: Operand, dot: Any) -> Any:
        match operand:
            case Dot():
                return dot
            case Constant(value):
                return value
            case Nil():
                return MISSING
            case Variable(name):
                return next(slot[1] for slot in reversed(self._variables) if slot[0] == name)
            case Pipeline():
                return self._pipeline(operand, dot)
            case Function(name):
                return self._function(name, (), dot, ())
            case Fields(start, names):
                value = self._operand(start, dot)
                for name in names:
                    value = self._field(value, name)
                return value

    def _field(self, receiver: Any, name: str) -> Any:
        if receiver is MISSING:
            if self._missing is MissingKey.ERROR:
                raise TemplateError(f'nil data; no entry for key "{name}"')
            return MISSING
        if receiver is None:
            raise TemplateError(f"nil pointer evaluating interface {{}}.{name}")
        if not isinstance(receiver, dict):
            raise TemplateError(f"can't evaluate field {name} in type {go_type(receiver)}")
        if name in receiver:
            return receiver[name]
        if self._missing is MissingKey.ERROR:
            raise TemplateError(f'map has no entry for key "{name}"')
        if self._missing is MissingKey.ZERO:
            return "" if isinstance(receiver, StringMap) else None
        return MISSING

    def _function(self, name: str, words: tuple[Operand, ...], dot: Any, final: tuple[Any, ...]) -> Any:
        if name in ("and", "or"):
            return self._short_circuit(name, words, dot, final)
        signature = self._functions.get(name)
        if signature is None:
            raise UnsupportedTemplateError(f"the function '{name}' is not modelled")
        values = [(self._operand(word, dot), isinstance(word, Constant)) for word in words]
        values += [(value, False) for value in final]
        fixed = len(signature.parameters)
        if len(values) < fixed or (len(values) > fixed and not signature.variadic):
            wanted = f"at least {fixed}" if signature.variadic else str(fixed)
            raise TemplateError(f"wrong number of args for {name}: want {wanted} got {len(values)}")
        types = signature.parameters + signature.variadic * (len(values) - fixed)
        arguments = [_checked(value, wanted, literal) for (value, literal), wanted in zip(values, types, strict=True)]
        return _guarded(name, signature.call, arguments)

    def _short_circuit(self, name: str, words: tuple[Operand, ...], dot: Any, final: tuple[Any, ...]) -> Any:
        if not words and not final:
            raise TemplateError(f"wrong number of args for {name}: want at least 1 got 0")
        value: Any = MISSING
        for word in words:
            value = self._operand(word, dot)
            if truth(value) is (name == "or"):
                return value
        return final[0] if final else value


def _pairs(value: Any, variables: int) -> list[tuple[Any, Any]]:
    """What ``range`` goes over: keys and items."""
    match kind(value):
        case "slice":
            return list(enumerate(value))
        case "map":
            return [(key, value[key]) for key in sorted(value)]
        case "int" | "int64":
            if variables > 1:
                raise TemplateError(f"can't use {value} to iterate over more than one variable")
            return [(index, index) for index in range(min(int(value), _MOST_STEPS))]
        case "invalid":
            return []
        case "string":
            raise UnsupportedTemplateError("range over a string")
        case other:
            raise TemplateError(f"range can't iterate over {other}")


_WANTED = {"s": "string", "i": "int", "f": "float64", "b": "bool", "m": "map[string]interface {}"}


def _checked(value: Any, wanted: str, literal: bool) -> Any:
    if wanted == "m" and value is MISSING:
        return NilMap()
    value = None if value is MISSING else value
    if wanted == "a":
        return value
    if value is None and wanted != "m":
        raise TemplateError(f"invalid value; expected {_WANTED[wanted]}")
    if wanted == "f" and literal and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if wanted == "i" and literal and isinstance(value, float) and value.is_integer():
        return int(value)
    if go_type(value) != _WANTED[wanted]:
        raise TemplateError(f"wrong type for value; expected {_WANTED[wanted]}; got {go_type(value)}")
    return value


def _guarded(name: str, call: Callable[..., Any], arguments: list[Any]) -> Any:
    try:
        return call(*arguments)
    except TemplateError as error:
        raise type(error)(f"error calling {name}: {error}") from None
    except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise TemplateError(f"error calling {name}: {error}") from None
