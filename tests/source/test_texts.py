"""What is shown is the same, whether it was masked when places in it were looked up or when it is shown."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from gitops_lint.memory import Memory
from gitops_lint.source.filetext import FileText
from gitops_lint.source.text import decode
from gitops_lint.source.texts import WHOLE, Texts
from gitops_lint.source.tree import MemoryTree

DOCUMENTS = """\
# token: abcdefghij
---
kind: Secret
stringData:
  a: hunter2
---
kind: Pod
metadata: {name: web}
---
env:
- name: DB_PASSWORD
  value: hunter2
"""

PARTS = (
    "kind: Secret\n", "data:\n", "  a: hunter2\n", "password: |\n", "    hunter2\n", "- name: TOKEN\n  value: x1x2\n",
    "---\n", "--- ", "---\r\n", "# secret: hunter2\n", "x: 1\n", "a: [\n", "...\n", "\u2028", "\ufeff", "\n",
)  # fmt: skip


def texts(text: str, *, shown: bool) -> Texts:
    return Texts(MemoryTree({"a.yaml": text}).read, Memory(), shown=shown)


def test_each_document_alone() -> None:
    file = FileText(DOCUMENTS)
    assert [file.document(index).split("\n")[1] for index in range(3)] == ["kind: Secret", "kind: Pod", "env:"]
    assert file.document(WHOLE) == "# token: abcdefghij\n"
    assert file.first_lines == [1, 5, 8]


def test_a_place_is_counted_from_the_beginning_of_the_file() -> None:
    around = texts(DOCUMENTS, shown=True).around("a.yaml", 2)
    assert around is not None
    positions, document, above = around
    assert positions.span(document, ("env", 0, "value")).line + above == 12


def test_what_a_child_has_learnt_is_enough_to_mask() -> None:
    child, parent = texts(DOCUMENTS, shown=True), texts(DOCUMENTS, shown=False)
    for document in range(3):
        child.around("a.yaml", document)
    parent.remember(child.learnt())
    lines = parent.masked_lines("a.yaml")
    assert lines is not None
    assert list(lines)[4::7] == ["  a: *******", "  value: *******"]
    assert [number for _, number, _, _ in parent.learnt()] == [WHOLE]  # the comment before the first
    assert child.learnt() == []


@example("\ufeff\ufeff- name: TOKEN\n  value: x1x2\n")
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_masks_made_beside_places_are_the_same(text: str) -> None:
    beside, alone = texts(text, shown=True), texts(text, shown=False)
    for document in range(-1, 4):
        beside.around("a.yaml", document)
    first, second = beside.masked_lines("a.yaml"), alone.masked_lines("a.yaml")
    assert first is not None
    assert second is not None
    assert list(first) == list(second)
    lines = re.split("\r\n|\r|\n", decode(text.encode()).text)
    assert [len(line) for line in first] == [len(line) for line in lines]
