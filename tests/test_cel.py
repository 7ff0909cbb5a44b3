"""CEL in declarative rules."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

from gitops_lint import cel
from gitops_lint.cel import expression
from gitops_lint.problem import UserError


@pytest.fixture
def engine() -> None:
    pytest.importorskip("cel_expr_python")


OBJECT = {"spec": {"replicas": 3, "images": ["a:1", "b:2"], "paused": None}}


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("object.spec.replicas > 2", True),
        ("object.spec.replicas > 3", False),
        ("has(object.spec.paused)", True),
        ("has(object.spec.other)", False),
        ("object.spec.images.all(image, image.contains(':'))", True),
        ("object.spec.images.join(',') == 'a:1,b:2'", True),
        ("math.greatest(object.spec.replicas, 5) == 5", True),
        ("object.spec.?other.orValue(7) == 7", True),
        ("value == 'x'", True),
    ],
)
def test_an_expression_answers(text: str, answer: bool) -> None:
    assert expression(text)({"object": OBJECT, "value": "x"}) is answer


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("text", ["object.spec.other == 1", "object.spec.replicas", "object.spec.images > 2"])
def test_what_fails_on_an_object_is_not_true(text: str) -> None:
    assert expression(text)({"object": OBJECT}) is False


@pytest.mark.usefixtures("engine")
def test_values_that_cel_has_no_type_for_are_not_true() -> None:
    assert expression("object.big > 1")({"object": {"big": 2**70}}) is False


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 +", "Syntax error"),
        ("objekt.spec", "undeclared reference to 'objekt"),
        ("'three'", "must be true or false, not STRING"),
        ("quantity('1Gi') == object.x", "undeclared reference to 'quantity'"),
    ],
)
def test_a_wrong_expression_is_the_users_error(text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        expression(text)


def test_without_the_extra_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("cel_expr_python"):
            raise ImportError(f"No module named '{name}'")
        return real(name, *rest, **more)

    cel._environment.cache_clear()
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(UserError, match=r"pip install 'gitops-lint\[cel\]'"):
        expression("true")
    cel._environment.cache_clear()
