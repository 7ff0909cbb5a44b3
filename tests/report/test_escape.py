from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.report.escape import defuse, encodable, inline, json_text, path_at_line_start, xml

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("container 'api'", "container 'api'"),
        ("名前 \U0001f600", "名前 \U0001f600"),
        ("\x1b[31mred\x1b]8;;x\x07", "\\x1b[31mred\\x1b]8;;x\\x07"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x9b31m", "\\x9b31m"),
        ("evil\u202egpj.exe", "evil\\u202egpj.exe"),
        ("\u2028\ufeff\ud800", "\\u2028\\ufeff\\ud800"),
        ("##vso[task.setvariable] ##[error]", "##vso(task.setvariable] ##(error]"),
        ("##VSO[x]", "##VSO(x]"),
    ],
)
def test_inline_shows_what_a_terminal_would_obey(text: str, shown: str) -> None:
    assert inline(text) == shown


def test_ascii_only_leaves_nothing_else() -> None:
    assert inline("é → \U0001f600", ascii_only=True) == "\\xe9 \\u2192 \\U0001f600"


@given(ANY_TEXT)
def test_inline_is_one_harmless_encodable_line(text: str) -> None:
    shown = inline(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)
    assert encodable(shown) == shown
    assert inline(text, ascii_only=True).isascii()


@given(st.text(alphabet="#vso[]("))
def test_no_logging_command_survives_and_the_width_stays(text: str) -> None:
    assert "##[" not in defuse(text)
    assert "##vso[" not in defuse(text)
    assert len(defuse(text)) == len(text)


@pytest.mark.parametrize(
    ("path", "shown"),
    [("a/b.yaml", "a/b.yaml"), ("::error::x", "./::error::x"), (" ::error::x", "./ ::error::x"), ("", "./")],
)
def test_a_path_at_the_start_of_a_line_is_no_workflow_command(path: str, shown: str) -> None:
    assert path_at_line_start(path) == shown


@given(ANY_TEXT)
def test_xml_gives_back_what_xml_can_hold(text: str) -> None:
    root = ET.fromstring(f'<a b="{xml(text)}">{xml(text)}</a>')
    ranges = (("\t", "\n"), ("\r", "\r"), (" ", "\ud7ff"), ("\ue000", "\ufffd"), ("\U00010000", "\U0010ffff"))
    allowed = "".join(char if any(low <= char <= high for low, high in ranges) else "\ufffd" for char in text)
    assert root.attrib["b"] == allowed
    assert (root.text or "") == allowed


@given(ANY_TEXT)
def test_json_keeps_every_string_but_lone_surrogates(text: str) -> None:
    dumped = json_text(json.dumps([text], ensure_ascii=False))
    assert json.loads(dumped.encode()) == [encodable(text)]
    assert not any(0x7F <= ord(char) < 0xA0 or char in "\u2028\u202e" for char in dumped)
