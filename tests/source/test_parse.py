from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.finding import Span
from gitops_lint.source.document import ParsedFile
from gitops_lint.source.parse import parse


def values(text: str, path: str = "x.yaml") -> list[Any]:
    return [document.value for document in parse(path, text.encode()).documents]


def value(text: str) -> Any:
    found = parse("x.yaml", text.encode())
    assert not found.problems
    (document,) = found.documents
    return document.value


def rules(found: ParsedFile) -> list[str]:
    return [problem.rule for problem in found.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", True),
        ("y", True),
        ("ON", True),
        ("n", False),
        ("Off", False),
        ("true", True),
        ("yEs", "yEs"),
        ("1_000", 1000),
        ("0644", 420),
        ("0o17", 15),
        ("0x1F", 31),
        ("-0b11", -3),
        ("089", 89),
        ("12e3", 12000),
        ("1.0", 1),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1),
        ("1e999", "1e999"),
        ("9223372036854775807", 9223372036854775807),
        ("9223372036854775808", 9.223372036854775808e18),
        ("123456789012345678901234567890", 1.2345678901234568e29),
        ("2001-01-01", "2001-01-01"),
        ("12:30:45", "12:30:45"),
        (".inf", ".inf"),
        ("'yes'", "yes"),
        ('"1"', "1"),
        ("!!str 1", "1"),
        ("!!int 1", 1),
        ("!Ref Bucket", "Bucket"),
        ("=", "="),
        ("1.2.3", "1.2.3"),
        ("+1", 1),
        ("0", 0),
        ("_1", "_1"),
        ("1_", 1),
    ],
)
def test_scalars_mean_what_they_mean_to_kubernetes(text: str, expected: Any) -> None:
    found = value(f"a: {text}\n")["a"]

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "key"),
    [("1", "1"), ("on", "true"), ("1.5", "1.5"), ("0x10", "16"), ("'on'", "on"), ("1.0", "1"), ("no", "false")],
)
def test_keys_become_strings(text: str, key: str) -> None:
    assert value(f"{text}: x\n") == {key: "x"}


def test_duplicate_keys_are_recorded_with_both_places_and_the_last_wins() -> None:
    found = parse("x.yaml", b"a:\n  b: 1\n  c: 2\n  b: 3\n").documents[0]

    assert found.value == {"a": {"b": 3, "c": 2}}
    (odd,) = found.oddities
    assert (odd.kind, odd.pointer, odd.text, odd.in_key) == ("duplicate-key", ("a", "b"), "b", True)
    assert odd.span == Span(4, 3, 4, 4)
    assert odd.first == Span(2, 3, 2, 4)


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("a: no", "yaml11-boolean", "no"),
        ("a: 0644", "octal", "0644"),
        ("a: 089", "leading-zero", "089"),
        ("a: 12e3", "exponent-number", "12e3"),
        ("a: 1_000", "underscore-number", "1_000"),
        ("a: 0x1F", "other-base", "0x1F"),
        ("a: 1.10", "rewritten-number", "1.10"),
        ("a: 1.0", "rewritten-number", "1.0"),
        ("a: +5", "rewritten-number", "+5"),
        ("a: .nan", "non-finite", ".nan"),
        ("a: !Ref x", "custom-tag", "!Ref"),
        ("a: !!int x", "bad-tag", "x"),
        ("1: x", "non-string-key", "1"),
        ("1.0: x", "non-string-key", "1.0"),
        ("on: x", "yaml11-boolean", "on"),
    ],
)
def test_oddities(text: str, kind: str, written: str) -> None:
    (odd,) = parse("x.yaml", text.encode()).documents[0].oddities

    assert (odd.kind, odd.text) == (kind, written)


@pytest.mark.parametrize(
    "text", ["a: true", "a: 'no'", "a: 10", "a: 0", "a: 0.5", "a: text", "'on': x", "a: [x, null]"]
)
def test_ordinary_text_is_not_odd(text: str) -> None:
    assert parse("x.yaml", text.encode()).documents[0].oddities == ()


def test_documents_are_counted_with_the_empty_ones() -> None:
    found = parse("x.yaml", b"# nothing\n---\na: 1\n---\n---\n# only a comment\n---\n~\n---\nb: 2\n")

    assert [(d.index, d.line, d.value) for d in found.documents] == [(0, 3, {"a": 1}), (4, 10, {"b": 2})]
    assert len(found.empty) == 3


def test_a_file_of_comments_has_no_documents() -> None:
    assert parse("x.yaml", b"# nothing\n") == ParsedFile("x.yaml")
    assert parse("x.yaml", b"") == ParsedFile("x.yaml")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding: str) -> None:
    assert parse("x.yaml", "a: ü\r\nb: 2\r\n".encode(encoding)).documents[0].value == {"a": "ü", "b": 2}


def test_merge_keys_and_redefined_anchors() -> None:
    text = "a: &x {p: 1, q: 2}\nb: &x {p: 3}\nc:\n  <<: *x\n  r: 4\nd: *x\ne:\n  <<: [*x, {p: 9, s: 5}]\n"

    assert value(text) == {
        "a": {"p": 1, "q": 2},
        "b": {"p": 3},
        "c": {"p": 3, "r": 4},
        "d": {"p": 3},
        "e": {"p": 3, "s": 5},
    }


def test_an_anchor_that_contains_itself_is_refused() -> None:
    (problem,) = parse("x.yaml", b"a: &a\n  b: *a\n").problems

    assert (problem.rule, problem.message) == ("yaml-syntax-error", "anchor 'a' value contains itself")
    assert problem.span == Span(2, 6, 2, 8)


def test_an_unknown_anchor_is_refused() -> None:
    (problem,) = parse("x.yaml", b"a: &b 1\nc: *d\n").problems

    assert (problem.message, problem.span) == ("unknown anchor 'd' referenced", Span(2, 4, 2, 6))


def alias_bomb() -> bytes:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{chr(97 + i)}: &{chr(97 + i)} [{','.join(['*' + chr(96 + i)] * 9)}]" for i in range(1, 9)]
    return "\n".join(lines).encode()


def test_an_alias_bomb_is_not_expanded() -> None:
    (problem,) = parse("x.yaml", alias_bomb()).problems

    assert (problem.rule, problem.message) == ("yaml-too-complex", "document contains excessive aliasing")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000, "a: &x 1\nb: *x\nc: " + "[" * 100_000]
)
def test_deep_nesting_is_refused_also_in_a_thread(text: str) -> None:
    found: list[ParsedFile] = []
    thread = threading.Thread(target=lambda: found.append(parse("x.yaml", text.encode())))
    thread.start()
    thread.join()

    assert [(p.rule, p.message) for p in found[0].problems] == [
        ("yaml-too-complex", "nested more than 200 levels deep")
    ]
    assert found[0].documents == ()


def test_deep_json_is_refused() -> None:
    assert rules(parse("x.json", b"[" * 100_000)) == ["yaml-too-complex"]
    assert rules(parse("x.json", b"[" * 300 + b"]" * 300)) == ["yaml-too-complex"]


def test_two_hundred_levels_are_read() -> None:
    assert rules(parse("x.yaml", b"[" * 199 + b"]" * 199)) == []
    deep = "\n".join(" " * level + "a:" for level in range(198))
    assert rules(parse("x.yaml", deep.encode())) == []


def test_a_deep_block_is_refused() -> None:
    deep = "\n".join(" " * level + "a:" for level in range(5000))

    assert rules(parse("x.yaml", deep.encode())) == ["yaml-too-complex"]


def test_too_many_nodes_are_refused() -> None:
    (problem,) = parse("x.yaml", b"- a\n" * 600_000).problems

    assert problem.message == "more than 500000 YAML nodes in one file"


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"a: 1\nb: \xff\n", "file is not text: byte 0xff is not UTF-8", 2),
        (b"a: 1\n\0", "file holds NUL bytes: it is binary", 2),
        (b"\0GITCRYPT\0abc", "file is encrypted with git-crypt", 1),
    ],
)
def test_what_is_no_text(data: bytes, message: str, line: int) -> None:
    (problem,) = parse("x.yaml", data).problems

    assert (problem.rule, problem.message, problem.span.line) == ("file-not-text", message, line)


@pytest.mark.parametrize(
    ("text", "message", "span"),
    [
        ("a: b: c", "mapping values are not allowed in this context", Span(1, 5, 1, 6)),
        (
            "a:\n  - [x\nb: 1\n",
            "did not find expected ',' or ']' while parsing a flow sequence that starts at line 2",
            Span(3, 2, 3, 3),
        ),
        ("a: \x01\n", "control characters are not allowed: U+0001", Span(1, 4, 1, 5)),
        ("a:\n\t- b\n", "a tab cannot indent: use spaces", Span(2, 1, 2, 2)),
        ("a: @b\n", "'@' cannot start a value without quotes", Span(1, 4, 1, 6)),
        ("? [a]\n: b\n", "invalid map key: a list cannot be a key", Span(1, 3, 1, 6)),
        ("~: b\n", "invalid map key: null cannot be a key", Span(1, 1, 1, 5)),
    ],
)
def test_syntax_errors(text: str, message: str, span: Span) -> None:
    (problem,) = parse("x.yaml", text.encode()).problems

    assert (problem.rule, problem.span) == ("yaml-syntax-error", span)
    assert problem.message == message


def test_documents_before_an_error_are_kept() -> None:
    found = parse("x.yaml", b"a: 1\n---\nb: c: d\n")

    assert [d.value for d in found.documents] == [{"a": 1}]
    assert rules(found) == ["yaml-syntax-error"]


def test_an_unquoted_template_spoils_its_own_document_only() -> None:
    found = parse("x.yaml", b"a: {{ .x }}\n---\nb: 1\n")

    assert [(d.index, d.value) for d in found.documents] == [(1, {"b": 1})]
    (problem,) = found.problems
    assert (problem.rule, problem.span) == ("template-not-rendered", Span(1, 4, 1, 12))


@pytest.mark.parametrize(
    "text",
    ["{{- if .x }}\na: 1\n{{- end }}\n", "a: 1\n{% if x %}\nb: 2\n", "a: {{ .x }}-{{ .y }}\n", "%{ if a }\nb: 1\n"],
)
def test_template_statements_are_no_syntax_errors(text: str) -> None:
    assert rules(parse("x.yaml", text.encode())) == ["template-not-rendered"]


def test_quoted_templates_are_values() -> None:
    assert value("a: '{{ .x }}'\n") == {"a": "{{ .x }}"}


def test_json_goes_through_the_same_door() -> None:
    assert values('{"a": [1, 2.0, 1e3, true, null, "x"]}', "x.json") == [{"a": [1, 2, 1000, True, None, "x"]}]
    assert values('\n{"a": 12345678901234567890}') == [{"a": 1.2345678901234567e19}]
    assert parse("x.json", b'\n\n{"a": 1}').documents[0].line == 3


def test_json_with_a_repeated_key_is_recorded() -> None:
    (odd,) = parse("x.json", b'{"a": 1, "a": 2}').documents[0].oddities

    assert (odd.kind, odd.span) == ("duplicate-key", Span(1, 10, 1, 13))


def test_lines_are_those_of_an_editor() -> None:
    found = parse("x.yaml", "a: 'x\u2028y'\n---\nb: 1\n".encode())

    assert [d.line for d in found.documents] == [1, 3]


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    parse("x.yaml", data)
    parse("x.json", data)


YAMLISH = st.text(alphabet="ab01: -\n[]{},&*!|>'\"#?%{}<~.\t", max_size=60)


@given(YAMLISH)
def test_no_text_makes_it_raise(text: str) -> None:
    found = parse("x.yaml", text.encode())

    for document in found.documents:
        json.dumps(document.value, allow_nan=False)
        assert document.value is not None


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=4), JSON_VALUES, min_size=1, max_size=4))
def test_json_means_the_same_read_as_yaml(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=True)
    if "\\ud8" in text or "\\ud9" in text or "\\uda" in text or "\\udb" in text or "\\u0000" in text:
        return  # surrogate pairs are JSON's alone

    assert values(text, "x.json") == [value]
    assert values("--- " + text) == [value]


@pytest.mark.parametrize("digits", ["9" * 5000, "0x" + "f" * 5000, "1." + "0" * 5000, "0" * 5000])
def test_numbers_of_any_length_are_read(digits: str) -> None:
    assert rules(parse("x.yaml", f"a: {digits}\n{digits[:1000]}: b\n".encode())) == []
    assert rules(parse("x.json", f'{{"a": {"9" * 5000}}}'.encode())) == []


def test_an_anchor_may_be_redefined_without_an_alias() -> None:
    assert value("a: &x 1\nb: &x 2\n") == {"a": 1, "b": 2}


def test_only_mappings_can_be_merged() -> None:
    (problem,) = parse("x.yaml", b"a:\n  <<: text\n").problems

    assert problem.message == "map merge requires map or sequence of maps as the value"
