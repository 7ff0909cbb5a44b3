"""The quick looks that spare the slow ones must never miss what those find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops_lint.source import credentials
from gitops_lint.source.credentials import SHAPES, candidates, is_sensitive_name, may_name_secrets

PRINTABLE = st.characters(min_codepoint=32, max_codepoint=126)
WORDS = st.sampled_from(
    [
        "api",
        "access",
        "key",
        "Key",
        "TOKEN",
        "password",
        "pw",
        "pat",
        "jwt",
        "db",
        "x",
        "Secret",
        "passphrase",
        "RSA",
        "é",
    ]
)


@pytest.mark.parametrize("name", [name for name, _, _ in SHAPES])
@settings(max_examples=10)
@given(data=st.data())
def test_every_value_of_a_shape_is_a_candidate(name: str, data: st.DataObject) -> None:
    shape = next(shape for each, _, shape in SHAPES if each == name)
    value = data.draw(st.from_regex(shape, alphabet=PRINTABLE))
    assert name in [each for each, _ in candidates(f"a text\n{value}\nand more")]


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["", "_", "-", ".", "/"]))
def test_every_sensitive_name_is_noticed(words: list[str], separator: str) -> None:
    name = separator.join(words)
    if is_sensitive_name(name):
        assert may_name_secrets(f"kind: Thing\n{name}: x\n")


@pytest.mark.parametrize("word", sorted(credentials._SINGLE))
def test_every_last_word_is_noticed(word: str) -> None:
    for name in (word, f"db_{word}", f"DB-{word.upper()}"):
        assert is_sensitive_name(name)
        assert may_name_secrets(f"kind: Thing\n{name}: x\n")
