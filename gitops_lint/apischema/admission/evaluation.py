"""What one policy says to one object (apiserver ``pkg/admission/plugin/policy/validating/validator.go``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.admission.policies import Expression, Policy, Validation
from gitops_lint.cel import Answer
from gitops_lint.values import dataclass, field

_LONGEST_MESSAGE: Final = 5 * 1024
_LONGEST_VARIABLE: Final = 64 * 1024
"""Characters of a variable's value; what grows beyond is not looked into: policies are untrusted input."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A demand that an object does not meet."""

    message: str
    expression: Expression


class NotKnownError(Exception):
    """An expression cannot be evaluated; the text says why."""


@dataclass(slots=True)
class Evaluation:
    """A policy at work on one object; ``inputs`` are the values of CEL's variables by name."""

    policy: Policy
    inputs: Mapping[str, Any]
    complete: bool  #: whether the object has all its defaults: then a key that is missing is missing in the cluster
    secret: bool  #: whether messages must not quote values
    unknown: list[str] = field(default_factory=list)  #: why demands could not be judged
    _values: dict[str, Any] = field(default_factory=dict)
    _errors: dict[str, str] = field(default_factory=dict)

    def refusals(self) -> Iterator[Refusal]:
        """Every demand that the object does not meet; `unknown` grows by the reasons of what cannot be judged."""
        answers = [(condition, self._answer(condition)) for condition in self.policy.conditions]
        if any(answer is not None and not answer.error and answer.value is not True for _, answer in answers):
            return  # one condition that is not met outweighs others that fail
        if any(answer is None for _, answer in answers):
            return
        failed = next(((condition, answer) for condition, answer in answers if answer and answer.error), None)
        if failed is not None:
            yield from self._failure(*failed)
            return
        for validation in self.policy.validations:
            answer = self._answer(validation.expression)
            if answer is None:
                continue
            if answer.error:
                yield from self._failure(validation.expression, answer)
            elif answer.value is not True:
                yield Refusal(self._words(validation), validation.expression)

    def _failure(self, expression: Expression, answer: Answer) -> Iterator[Refusal]:
        if not self.policy.ignores_failures:
            words = f"expression '{expression.text.strip()}' resulted in error: {answer.error}"
            yield Refusal(words, expression)

    def _answer(self, expression: Expression) -> Answer | None:
        try:
            return self._known(expression)
        except NotKnownError as error:
            self.unknown.append(str(error))
            return None

    def _known(self, expression: Expression) -> Answer:
        """The answer, where it is the API server's; raises `NotKnownError`."""
        answer = self._run(expression)
        if not answer.error:
            return answer
        if answer.missing in self._errors:
            name = answer.missing
            return Answer(error=f'composited variable "{name}" fails to evaluate: {self._errors[name]}')
        if answer.missing and answer.missing in expression.variables:
            raise NotKnownError(f"variable '{answer.missing}' cannot be evaluated here")
        if answer.missing and not self.complete:
            raise NotKnownError(f"defaults of this kind are not known, '{answer.missing}' may be one")
        if "budget" in answer.error.lower():
            raise NotKnownError("it takes too many steps")
        return answer

    def _run(self, expression: Expression) -> Answer:
        if expression.program is None:
            raise NotKnownError(f"only the API server evaluates '{expression.gap}'")
        for name in expression.variables:
            self._load(name)
        return expression.program.run({**self.inputs, "variables": self._values})

    def _load(self, name: str) -> None:
        """Work out a variable; one that fails is only missed by those who read it."""
        if name in self._values or name in self._errors:
            return
        expression = self.policy.variables[name]
        if expression.program is None:
            return
        try:
            answer = self._known(expression)
        except NotKnownError:
            return
        if answer.error:
            self._errors[name] = answer.error
        elif len(repr(answer.value)) <= _LONGEST_VARIABLE:
            self._values[name] = answer.value

    def _words(self, validation: Validation) -> str:
        words = validation.message_expression
        if words is not None and words.program is not None and not self.secret:
            try:
                value = self._run(words).value
            except NotKnownError:
                value = None
            text = value.strip() if isinstance(value, str) else ""
            if text and len(text) <= _LONGEST_MESSAGE and "\n" not in text:
                return text
        return validation.message or f"failed expression: {validation.expression.text.strip()}"
