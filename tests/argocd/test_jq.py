"""Expressions of ``jqPathExpressions``: what Argo CD compiles is let pass, what it refuses is told."""

from __future__ import annotations

import random

import pytest
from oracle import Ask, Refused

from gitops_lint.argocd.jq import check_path_expression
from gitops_lint.argocd.jqtokens import JqError

ACCEPTED = (
    ".spec.replicas",
    ".spec.template.spec.containers[].image",
    '.spec.template.spec.containers[] | select(.name == "proxy").resources',
    '.metadata.annotations."acme.example/key", .metadata.labels["app"]?',
    ".webhooks[]?.clientConfig.caBundle # injected\n",
    ".spec.rules[1:], .spec.rules[:-1], .a.[0]",
    '.data | to_entries[] | select(.key | startswith("tls-")) | .value',
    "if .spec.paused then .spec.replicas elif .a then .b else empty end",
    "reduce .a[] as [$x, {b: $y}] (.; .c + $x)",
    'def named(f; $name): select(f == $name); .spec.containers[] | named(.name; "a")',
    '.a | {b: .c | .d, "e\\(.f)": 1, (.g): 2, $ENV, if: 3,}',
    'try error("x") catch ., label $out | break $out, @base64 "\\(.a)", .a?.b // 1e-3',
    ".a) | del(.b",
)

REFUSED = {
    "": 'unexpected token ")"',
    "spec.replicas": "function not defined: spec",
    "/spec/replicas": 'unexpected token "/"',
    ".spec.template.spec.containers[*].image": 'unexpected token "*"',
    ".spec.containers[": 'unexpected token ")"',
    ".spec.containers[0": 'unexpected token ")"',
    '.spec.containers[] | select(.name == "proxy': "unterminated string literal",
    '.metadata.annotations."a\\.b"': 'invalid escape sequence "\\." in string literal',
    ".data.tls-key": "function not defined: key",
    ".spec |": 'unexpected token ")"',
    ".spec.end then": 'unexpected token "then"',
    ".spec # the rest": "unexpected EOF",
    ".spec | $name": "variable not defined: $name",
    ".spec; .status": "function not defined: del/2",
}


@pytest.mark.parametrize("expression", ACCEPTED)
def test_what_compiles_is_let_pass(expression: str) -> None:
    check_path_expression(expression)


@pytest.mark.parametrize(("expression", "message"), REFUSED.items())
def test_what_does_not_compile_is_told(expression: str, message: str) -> None:
    with pytest.raises(JqError) as error:
        check_path_expression(expression)
    assert str(error.value) == message


@pytest.mark.parametrize("expression", ["(" * 5000, "[" * 300 + "]" * 300, "-" * 9000 + "1", ". as [" + "[" * 500])
def test_what_is_too_deep_is_left_alone(expression: str) -> None:
    try:
        check_path_expression(expression)
    except JqError as error:
        assert "unexpected" in str(error)  # noqa: PT017 - either way is fine, a crash is not


@pytest.mark.oracle
@pytest.mark.parametrize("expression", [*ACCEPTED, *REFUSED])
def test_argo_cd_agrees(expression: str, argocd: Ask) -> None:
    [answer] = argocd([{"op": "jq", "text": expression}])
    assert isinstance(answer, Refused) == (expression in REFUSED)


_SYMBOLS = ". .. .a .spec [] [0] ( ) [ ] { } | , ; : ? ?// // //= |= = == != < <= + - * / % and or not"
_WORDS = "def as reduce foreach if then elif else end try catch label break $x $ENV x a map select del null 1 1.5e3 .5"
_TEXTS = '"a" " \\( @base64 @json #'
PIECES = (
    *f"{_SYMBOLS} {_WORDS} {_TEXTS}".split(),
    "\n",
    ".a.b",
    "map(.a)",
    "select(.a == 1)",
    "$x|",
    " as $x |",
    ". as [$x, {a: $y}] | $y",
    "{a: 1, b}",
    '{"a": .b, (.c): 1}',
    "if . then . else . end",
    "reduce .[] as $x (0; . + $x)",
    "def f: .; f",
    "def g($x; h): $x + h; g(1; 2)",
    "try .a catch .",
    "label $f | break $f",
    '"a\\(.b)c"',
    ".[1:2]",
    ".[:1]",
    '."a"',
)


def expression(rng: random.Random) -> str:
    return rng.choice(["", " "]).join(rng.choice(PIECES) for _ in range(rng.randrange(1, 8)))


def mutant(rng: random.Random) -> str:
    text = list(rng.choice(ACCEPTED))
    for _ in range(rng.randrange(1, 3)):
        place = rng.randrange(len(text) + 1)
        text[place : place + rng.randrange(2)] = rng.choice(["", "", rng.choice(".[](){}|,;:?\"\\$@#=/ ax1-'")])
    return "".join(text)


def refuses(expression: str) -> bool:
    try:
        check_path_expression(expression)
    except JqError:
        return True
    return False


@pytest.mark.oracle
def test_nothing_that_argo_cd_compiles_is_refused(argocd: Ask, runs: int) -> None:
    rng = random.Random(5)
    expressions = [rng.choice([expression, mutant])(rng) for _ in range(runs * 40)]
    answers = argocd([{"op": "jq", "text": text} for text in expressions])
    verdicts = [
        (text, isinstance(answer, Refused), refuses(text)) for text, answer in zip(expressions, answers, strict=True)
    ]
    assert [text for text, theirs, mine in verdicts if mine and not theirs] == []
    refused = [mine for _, theirs, mine in verdicts if theirs]
    assert len(refused) < 0.9 * len(verdicts)
    assert sum(refused) > 0.9 * len(refused)
