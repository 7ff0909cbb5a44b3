from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.finding import Pointer, Span
from gitops_lint.source.parse import parse
from gitops_lint.source.positions import Positions

DEPLOYMENT = """\
# the shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop   # here
  labels: {app: shop, tier: "web"}
spec:
  template:
    spec:
      containers:
      - image: shop:1
        name: shop
        resources:
          limits:
            cpu: 1

            # trailing
      - name: 'side car'
        args: [a, "b c"]
      volumes:
  replicas:
"""


def cut(text: str, pointer: Pointer, grip: str = "auto", document: int = 0) -> str:
    positions = Positions("x.yaml", text.encode())
    offsets = positions.offsets(document, pointer, grip)
    assert offsets is not None
    span = positions.span(document, pointer, grip)
    assert positions.lines.offset(span.line, span.column) == offsets[0]
    return text[slice(*offsets)]


CONTAINERS: Pointer = ("spec", "template", "spec", "containers")


@pytest.mark.parametrize(
    ("pointer", "grip", "expected"),
    [
        ((), "auto", "shop"),
        (("kind",), "auto", "Deployment"),
        (("kind",), "key", "kind"),
        (("metadata", "labels"), "auto", "labels"),
        (("metadata", "labels"), "value", '{app: shop, tier: "web"}'),
        (("metadata", "labels", "tier"), "auto", '"web"'),
        (("metadata", "labels", "tier"), "key", "tier"),
        ((*CONTAINERS, 0), "auto", "shop"),
        ((*CONTAINERS, 1), "auto", "'side car'"),
        ((*CONTAINERS, "1"), "auto", "'side car'"),
        ((*CONTAINERS, 0, "resources"), "auto", "resources"),
        ((*CONTAINERS, 0, "resources"), "value", "limits:\n            cpu: 1"),
        ((*CONTAINERS, 0, "resources", "requests", "memory"), "auto", "resources"),
        ((*CONTAINERS, 0, "livenessProbe"), "value", "shop"),
        ((*CONTAINERS, 7, "image"), "value", "containers"),
        ((*CONTAINERS, 1, "args", 1), "value", '"b c"'),
        (("spec", "template", "spec", "volumes"), "auto", "volumes"),
        (("spec", "replicas"), "value", "replicas"),
        (("spec", "paused"), "auto", "spec"),
    ],
)
def test_the_text_of_a_place(pointer: Pointer, grip: str, expected: str) -> None:
    assert cut(DEPLOYMENT, pointer, grip) == expected


def test_lines_and_columns() -> None:
    positions = Positions("x.yaml", DEPLOYMENT.encode())

    assert positions.span(0, ("metadata", "name")) == Span(5, 9, 5, 13)
    assert positions.span(0, (*CONTAINERS, 0, "resources")) == Span(14, 11, 15, 19)
    assert positions.line_text(5) == "  name: shop   # here"


def test_without_a_name_the_kind_and_then_the_first_key_is_the_handle() -> None:
    assert cut("apiVersion: v1\nkind: Pod\n", ()) == "Pod"
    assert cut("a: 1\nb: 2\n", ()) == "a"
    assert cut("- a: 1\n  b: 2\n- {}\n", (0,)) == "a"
    assert cut("- a: 1\n  b: 2\n- {}\n", (1,)) == "{}"
    assert cut("a:\n- [x]\n-\n", ("a", 1)) == "-"
    assert cut("a:\n- - x\n", ("a", 0)) == "-"


def test_aliases_are_where_they_are_used() -> None:
    text = "a: &x\n  p: {q: 1}\nb: *x\nc:\n  <<: *x\n  r: 2\nd:\n  <<: [{s: 3}, *x]\n"

    assert cut(text, ("b",), "value") == "*x"
    assert cut(text, ("b",), "key") == "b"
    assert cut(text, ("b", "p", "q"), "value") == "*x"
    assert cut(text, ("c", "p"), "value") == "*x"
    assert cut(text, ("c", "r"), "value") == "2"
    assert cut(text, ("d", "p", "q"), "auto") == "*x"
    assert cut(text, ("d", "s"), "value") == "3"
    assert cut(text, ("a", "p", "q"), "value") == "1"


def test_block_scalars_end_with_their_text() -> None:
    text = "a: |\n  one\n\n  two\n\n\n# comment\nb: >-\n  x\n  y\n"

    assert cut(text, ("a",), "value") == "|\n  one\n\n  two"
    assert cut(text, ("b",), "value") == ">-\n  x\n  y"


def test_columns_count_characters() -> None:
    positions = Positions("x.yaml", "\ufeffa: '😀\u2028\x85'\r\n'😀': x\r\n".encode())

    assert positions.span(0, ("😀",)) == Span(2, 6, 2, 7)
    assert positions.span(0, ("a",)) == Span(1, 4, 1, 9)


def test_the_last_of_equal_keys_is_found_as_it_wins() -> None:
    assert Positions("x.yaml", b"a: 1\na: 2\n").span(0, ("a",)) == Span(2, 4, 2, 5)


def test_keys_are_named_as_kubernetes_sees_them() -> None:
    assert cut("on: x\n1: y\n", ("true",), "value") == "x"
    assert cut("on: x\n1: y\n", ("1",), "value") == "y"


def test_documents_after_an_error_are_at_the_start_of_the_file() -> None:
    positions = Positions("x.yaml", b"a: 1\n---\nb: c: d\n")

    assert positions.span(0, ("a",)) == Span(1, 4, 1, 5)
    assert positions.span(1, ("b",)) == Span(1, 1, 1, 1)


def test_binary_has_no_positions() -> None:
    with pytest.raises(ValueError, match="binary"):
        Positions("x.yaml", b"\0")


KEYS = st.text("abcno1😀é ", min_size=1, max_size=4)
SCALARS = (
    st.text("abyn01.:# '\"\\\n\t😀\u2028-{}[],&*!|>%@`~", max_size=12)
    | st.integers(-99, 99)
    | st.booleans()
    | st.none()
)
VALUES = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


def dumped(value: Any, flow: bool | None, indent: int) -> str:
    import yaml

    return str(yaml.dump(value, default_flow_style=flow, indent=indent, allow_unicode=True, width=30))


def leaves(value: Any, pointer: Pointer = ()) -> list[tuple[Pointer, Any]]:
    if isinstance(value, dict):
        return [leaf for key, child in value.items() for leaf in leaves(child, (*pointer, key))]
    if isinstance(value, list):
        return [leaf for index, child in enumerate(value) for leaf in leaves(child, (*pointer, index))]
    return [(pointer, value)]


@given(VALUES, st.sampled_from([True, False, None]), st.sampled_from([2, 4]))
def test_what_is_cut_out_is_the_value(value: Any, flow: bool | None, indent: int) -> None:
    text = dumped(value, flow, indent)
    positions = Positions("x.yaml", text.encode())
    (document,) = parse("x.yaml", text.encode()).documents
    for pointer, expected in leaves(document.value):
        offsets = positions.offsets(0, pointer)
        assert offsets is not None
        piece = text[slice(*offsets)]
        assert piece == piece.strip("\n")
        if expected is None or piece[:1] in "|>":
            continue
        again = parse("x.yaml", f"x: {piece}\n".encode()).documents[0].value["x"]
        assert again == expected


PREAMBLES = st.sampled_from(["", "# a comment\n", "\n", "a: {b: 1}\n"])
BETWEEN = st.sampled_from(
    ["---\n", "---  # next\n", "--- {x: y}\n---\n", "---\n---\n", "---\nt: |\n  ---\n  a\n---\n", "...\n---\n"]
)


@given(PREAMBLES, st.lists(st.tuples(BETWEEN, VALUES), min_size=1, max_size=4))
def test_a_document_is_where_it_is_whether_composed_alone_or_with_all(preamble: str, parts: list[Any]) -> None:
    text = preamble + "".join(between + dumped(value, False, 2) for between, value in parts)
    alone, together = Positions("x.yaml", text.encode()), Positions("x.yaml", text.encode())
    together.roots  # noqa: B018 - asked for, so that all are composed at once
    documents = parse("x.yaml", text.encode()).documents
    for document in documents:
        for pointer, _ in leaves(document.value):
            for grip in ("value", "key", "auto"):
                place = (document.index, pointer, grip)
                assert alone.offsets(*place) == together.offsets(*place)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("a:\n  policy.csv: |\n    g, x, y\n\n      g, z, y  \n", 0, "g, x, y"),
        ("a:\n  policy.csv: |\n    g, x, y\n\n      g, z, y  \n", 2, "g, z, y"),
        ("a:\n  policy.csv: |2-  # who\n\n    g, x, y\r\n", 1, "g, x, y"),
        ("a:\n  policy.csv: |\n    g, x, y\n\n    g, z, y\n", 1, "policy.csv"),
        ("a:\n  policy.csv: >\n    g, x, y\n", 0, "policy.csv"),
        ('a: {policy.csv: "g, x, y"}\n', 0, "policy.csv"),
    ],
    ids=["the first", "behind an empty one", "with a header", "empty itself", "folded", "quoted"],
)
def test_a_line_of_a_text(text: str, line: int, expected: str) -> None:
    assert cut(text, ("a", "policy.csv"), f"line {line}") == expected
