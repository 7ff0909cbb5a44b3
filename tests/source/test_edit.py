from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops_lint.finding import Edit, Pointer
from gitops_lint.source.edit import apply_edits, edits_for
from gitops_lint.source.parse import parse
from gitops_lint.source.positions import Positions
from gitops_lint.source.write import scalar


def changed(text: str, pointer: Pointer, action: str, value: Any = None) -> str | None:
    edits = edits_for(Positions("x.yaml", text.encode()), 0, pointer, action, value)
    return None if edits is None else apply_edits(text, edits)


POD = """\
spec:
  containers:
  - name: a # first
    image: "x"
    resources: {}
  # second
  - name: b
    resources:
      limits:
        cpu: 1   # one

  volumes:
"""


def test_insert_a_key_with_its_missing_parents() -> None:
    assert changed(POD, ("spec", "containers", 1, "resources", "requests", "memory"), "insert", "1Gi") == POD.replace(
        "        cpu: 1   # one\n", "        cpu: 1   # one\n      requests:\n        memory: 1Gi\n"
    )


def test_insert_into_empty_flow_and_null() -> None:
    assert changed(POD, ("spec", "containers", 0, "resources", "limits"), "insert", {"cpu": 2}) == POD.replace(
        "resources: {}\n", "resources:\n      limits:\n        cpu: 2\n"
    )
    assert changed(POD, ("spec", "volumes"), "insert", [{"name": "v", "emptyDir": {}}]) == POD.replace(
        "volumes:\n", "volumes:\n  - name: v\n    emptyDir: {}\n"
    )
    assert changed("a: # why\nb: 1\n", ("a", "c"), "insert", "yes") == 'a: # why\n  c: "yes"\nb: 1\n'


def test_append_to_a_list() -> None:
    assert changed("a:\n    - x # c\nb: 1", ("a", 1), "insert", {"p": 1, "q": [2]}) == (
        "a:\n    - x # c\n    - p: 1\n      q:\n          - 2\nb: 1"
    )


def test_insert_keeps_crlf_and_a_missing_last_line_end() -> None:
    assert changed("a:\r\n  b: 1\r\nc: 2", ("d",), "insert", 3) == "a:\r\n  b: 1\r\nc: 2\r\nd: 3"


def test_replace_keeps_quotes_and_comments() -> None:
    assert changed(POD, ("spec", "containers", 0, "image"), "replace", "y") == POD.replace('"x"', '"y"')
    assert changed(POD, ("spec", "containers", 0, "name"), "replace", "true") == POD.replace("a #", '"true" #')
    assert changed("a: yes\n", ("a",), "replace", "yes") == 'a: "yes"\n'
    assert changed('{"a": 1}', ("a",), "replace", "b") == '{"a": "b"}'
    assert changed("a: {b: 1}\n", ("a",), "replace", [1, {"x": "z"}]) == "a:\n- 1\n- x: z\n"


def test_remove() -> None:
    assert changed(POD, ("spec", "containers", 1), "remove") == POD.replace(
        "  - name: b\n    resources:\n      limits:\n        cpu: 1   # one\n", ""
    )
    assert changed("- a: 1\n  b: 2\n", (0, "a"), "remove") == "- b: 2\n"
    assert changed("a: 1\nb:\n", ("b",), "remove") == "a: 1\n"
    assert changed("a: 1\nb: 2", ("b",), "remove") == "a: 1"
    assert changed("a:\n  b: 1\nc: 2\n", ("a", "b"), "remove") == "a: {}\nc: 2\n"
    assert changed("a:\n- 1\n", ("a", 0), "remove") == "a: []\n"


def test_rename() -> None:
    assert changed("a:\n  'b': 1 # c\n", ("a", "b"), "rename", "x") == "a:\n  'x': 1 # c\n"
    assert changed("a: 1\nb: 2\n", ("a",), "rename", "b") is None
    assert changed("a: 1\n", ("a",), "rename", "on") == '"on": 1\n'


@pytest.mark.parametrize(
    ("text", "pointer", "action"),
    [
        ("a: {b: 1}\n", ("a", "c"), "insert"),
        ("a: &x {}\nb: *x\n", ("a", "c"), "insert"),
        ("a: &x\n  p: 1\nb: *x\n", ("b", "c"), "insert"),
        ("a: &x\n  p: 1\nb:\n  <<: *x\n", ("b", "p"), "replace"),
        ("a: one\n  two\n", ("a",), "replace"),
        ("a: |\n  one\n", ("a",), "replace"),
        ("a: |+\n  one\n\n", ("b",), "insert"),
        ("a: 1\n", ("a", "b"), "insert"),
        ("a: [1]\n", ("a", 0), "remove"),
        ("a: 1\n", ("a",), "remove"),
        ("a: 1\n", ("b",), "remove"),
        ("a: 1\n", ("b",), "replace"),
        ("? a\n: 1\n", ("b",), "insert"),
        ("a:\n- 1\n", ("a", 5), "insert"),
    ],
)
def test_what_has_no_clean_edit_has_none(text: str, pointer: Pointer, action: str) -> None:
    assert changed(text, pointer, action, "new") is None


def test_edits_that_overlap_are_refused_and_equal_ones_made_once() -> None:
    assert apply_edits("abc", [Edit("x", 1, 2, "X"), Edit("x", 1, 2, "X")]) == "aXc"
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abc", [Edit("x", 0, 2, "X"), Edit("x", 1, 3, "Y")])


TEXTS = st.text("abyno01.:# '\"\\\n\t😀\u2028\x85-{}[],&*!|>%@`~=<é", max_size=12)


@given(TEXTS | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.none(), st.sampled_from(["", "'", '"']))
def test_scalars_read_back_as_written_in_block_and_flow(value: Any, quote: str) -> None:
    text = scalar(value, quote)

    assert parse("x.yaml", f"x: {text}\n".encode()).documents[0].value == {"x": value}
    assert parse("x.yaml", f"x: [{text}, {{k: {text}}}]\n".encode()).documents[0].value == {"x": [value, {"k": value}]}


KEYS = st.sampled_from(["a", "b", "name", "on", "1", "x y"])
SCALARS = st.sampled_from(["text", "yes", "1", 1, True, None, "with # hash", "multi\nline", ""])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
TREES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


class _Writer:
    """Writes values as YAML with comments, in one of several styles."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.step = draw(st.sampled_from([2, 4]))
        self.dash = draw(st.sampled_from([0, 2]))
        self.comments = 0

    def comment(self) -> str:
        if not self.draw(st.booleans()):
            return ""
        self.comments += 1
        return f"  # c{self.comments}"

    def lines(self, value: Any, indent: int) -> list[str]:
        out: list[str] = []
        pad = " " * indent
        if isinstance(value, dict):
            for key, child in value.items():
                self.child(
                    out, f"{pad}{scalar(key)}:", child, indent + (self.dash if isinstance(child, list) else self.step)
                )
            return out
        for item in value:
            if isinstance(item, dict) and item:
                inner = self.lines(item, indent + 2)
                out += [f"{pad}- {inner[0].lstrip()}", *inner[1:]]
            else:
                self.child(out, f"{pad}-", item, indent + 2)
        return out

    def child(self, out: list[str], head: str, child: Any, indent: int) -> None:
        if isinstance(child, (dict, list)) and child:
            if not head.endswith("-"):
                out.append(head + self.comment())
                out.extend(self.lines(child, indent))
            else:
                inner = self.lines(child, indent)
                out.append(f"{head} {inner[0].lstrip()}")
                out.extend(inner[1:])
        else:
            text = "{}" if child == {} else "[]" if child == [] else scalar(child)
            out.append(f"{head} {text}{self.comment()}")
        if self.draw(st.integers(0, 5)) == 0:
            out.append("")


def places(value: Any, pointer: Pointer = ()) -> list[Pointer]:
    out = [pointer]
    if isinstance(value, dict):
        for key, child in value.items():
            out += places(child, (*pointer, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            out += places(child, (*pointer, index))
    return out


def at(value: Any, pointer: Pointer) -> Any:
    for part in pointer:
        value = value[part]
    return value


@st.composite
def documents(draw: Any) -> tuple[str, Any]:
    tree = draw(TREES)
    writer = _Writer(draw)
    return "\n".join(writer.lines(tree, 0)) + draw(st.sampled_from(["\n", "", "\n\n"])), tree


def comments(text: str) -> list[str]:
    return re.findall(r"# c\d+", text)


@settings(max_examples=200)
@given(documents(), st.data())
def test_an_edit_changes_what_it_says_and_nothing_else(document: tuple[str, Any], data: st.DataObject) -> None:
    text, tree = document
    assert parse("x.yaml", text.encode()).documents[0].value == tree
    pointer = data.draw(st.sampled_from(places(tree)))
    action = data.draw(st.sampled_from(["insert", "replace", "remove", "rename"]))
    expected = copy.deepcopy(tree)
    value: Any = data.draw(VALUES)
    here = at(expected, pointer)
    if action == "insert":
        if isinstance(here, dict):
            pointer = (*pointer, "new", "deep")
            here["new"] = {"deep": value}
        elif isinstance(here, list):
            here.append(value)
            pointer = (*pointer, len(here) - 1)
        else:
            return
    elif not pointer:
        return
    elif action == "replace":
        at(expected, pointer[:-1])[pointer[-1]] = value
    elif action == "remove":
        del at(expected, pointer[:-1])[pointer[-1]]
    else:
        holder = at(expected, pointer[:-1])
        if not isinstance(holder, dict):
            return
        value = "renamed"
        holder[value] = holder.pop(pointer[-1])
    made = changed(text, pointer, action, value)
    if made is None:
        return
    after = parse("x.yaml", made.encode())
    assert [d.value for d in after.documents] == [expected]
    if action != "remove":
        assert comments(made) == comments(text)
