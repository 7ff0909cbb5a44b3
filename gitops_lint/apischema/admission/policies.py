"""ValidatingAdmissionPolicies and their bindings, read and compiled (``admissionregistration.k8s.io``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.reading import entries, mapping
from gitops_lint.apischema.cel_library import environment, unsupported, without_texts
from gitops_lint.cel import Program
from gitops_lint.finding import Pointer
from gitops_lint.model.resource import Resource
from gitops_lint.patterns import regex
from gitops_lint.problem import UserError
from gitops_lint.values import dataclass

GROUP: Final = "admissionregistration.k8s.io"
POLICY: Final = (GROUP, "ValidatingAdmissionPolicy")
BINDING: Final = (GROUP, "ValidatingAdmissionPolicyBinding")

_VARIABLE: Final = regex(r"\bvariables\.(\w+)")
_ENGINE_WORDS: Final = regex(r"^\d+:\d+: |\s*\(in container ''\)$")
_SELECTION: Final = regex(r"(undeclared reference to '\w+)\.[^']*")
_SENDER: Final = regex(r"\brequest\.(userInfo|options|dryRun)\b")
_BASE: Final = ("object", "oldObject", "request", "namespaceObject")


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression of a policy."""

    pointer: Pointer
    text: str
    program: Program | None  #: None where it cannot be evaluated here
    fault: str = ""  #: why the API server refuses it
    gap: str = ""  #: what only the API server can evaluate in it
    variables: tuple[str, ...] = ()  #: those of the policy that it reads


@dataclass(frozen=True, slots=True)
class Validation:
    """One demand on an object."""

    expression: Expression
    message: str
    message_expression: Expression | None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its expressions compiled."""

    resource: Resource
    variables: Mapping[str, Expression]
    conditions: tuple[Expression, ...]
    validations: tuple[Validation, ...]
    annotations: tuple[Expression, ...]
    ignores_failures: bool  #: ``failurePolicy: Ignore``

    @property
    def name(self) -> str:
        """As bindings name it."""
        return self.resource.name

    @property
    def spec(self) -> Mapping[str, Any]:
        """What is written."""
        return mapping(self.resource.value, "spec")

    @property
    def broken(self) -> bool:
        """Whether the API server refuses it for what stands in an expression."""
        return any(expression.fault for expression in self.expressions())

    def expressions(self) -> Iterator[Expression]:
        """All, in the order in which they stand."""
        yield from self.variables.values()
        yield from self.conditions
        for validation in self.validations:
            yield validation.expression
            if validation.message_expression is not None:
                yield validation.message_expression
        yield from self.annotations


def read_policy(resource: Resource) -> Policy:
    """A policy, compiled; raises `UserError` where the extra ``cel`` is not installed."""
    spec = mapping(resource.value, "spec")
    declared = (*_BASE, "params") if spec.get("paramKind") is not None else _BASE
    variables: dict[str, Expression] = {}
    for index, item in entries(spec.get("variables")):
        pointer = ("spec", "variables", index, "expression")
        variables[str(item.get("name"))] = _compiled(item.get("expression"), pointer, declared, variables)
    conditions = tuple(
        _compiled(item.get("expression"), ("spec", "matchConditions", index, "expression"), declared, None, "BOOL")
        for index, item in entries(spec.get("matchConditions"))
    )
    validations = tuple(
        _validation(item, ("spec", "validations", index), declared, variables)
        for index, item in entries(spec.get("validations"))
    )
    annotations = tuple(
        _compiled(
            item.get("valueExpression"), ("spec", "auditAnnotations", index, "valueExpression"), declared, variables
        )
        for index, item in entries(spec.get("auditAnnotations"))
    )
    return Policy(resource, variables, conditions, validations, annotations, spec.get("failurePolicy") == "Ignore")


def _validation(
    item: Mapping[str, Any], pointer: Pointer, declared: tuple[str, ...], variables: Mapping[str, Expression]
) -> Validation:
    expression = _compiled(item.get("expression"), (*pointer, "expression"), declared, variables, "BOOL")
    words = None
    if item.get("messageExpression"):
        at = (*pointer, "messageExpression")
        words = _compiled(item.get("messageExpression"), at, declared, variables, "STRING")
    return Validation(expression, str(item.get("message") or "").strip(), words)


def _compiled(
    text: object,
    pointer: Pointer,
    declared: tuple[str, ...],
    variables: Mapping[str, Expression] | None,
    wanted: str = "",
) -> Expression:
    """An expression; ``variables`` are those declared before it, None where there are none to be used."""
    if not isinstance(text, str) or not text.strip():
        return Expression(pointer, "", None, gap="nothing")  # the schema has said so
    names = tuple(dict.fromkeys(_VARIABLE.findall(without_texts(text)))) if variables is not None else ()
    unknown = next((name for name in names if variables is not None and name not in variables), None)
    if unknown is not None:
        return Expression(pointer, text, None, fault=f"undefined field '{unknown}'", variables=names)
    if gap := unsupported(text):
        return Expression(pointer, text, None, gap=gap, variables=names)
    if sender := _SENDER.search(without_texts(text)):
        return Expression(pointer, text, None, gap=sender[0], variables=names)
    try:
        program = environment(*declared, *(("variables",) if variables is not None else ())).program(text)
    except UserError as error:
        if "cel-expr-python" in str(error):
            raise
        fault = _SELECTION.sub(r"\1", _ENGINE_WORDS.sub("", str(error)))  # the first name is the unknown one
        if fault.startswith("found no matching overload"):  # a library of ours that reads types more strictly
            return Expression(pointer, text, None, gap=fault, variables=names)
        return Expression(pointer, text, None, fault=fault, variables=names)
    if wanted and program.returns not in (wanted, "DYN"):
        kind = "bool" if wanted == "BOOL" else "string"
        fault = f"must evaluate to {kind}, not {program.returns.lower()}"
        return Expression(pointer, text, None, fault=fault, variables=names)
    return Expression(pointer, text, program, variables=names)
