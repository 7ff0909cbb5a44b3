"""The vectors are those of github/codeql-action, ``src/fingerprints.test.ts``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.report.line_hash import line_hashes

CODE = "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n"
CODE_HASHES = [
    "e54938cc54b302f1:1", "bb609acbe9138d60:1", "1131fd5871777f34:1", "5c482a0f8b35ea28:1",
    "54517377da7028d2:1", "2c644846cb18d53e:1", "f1b89f20de0d133:1", "c129715d7a2bc9a3:1",
]  # fmt: skip
LOREM = "Lorem ipsum dolor sit amet.\n" * 10
LOREM_HASHES = [
    *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
    "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (CODE, CODE_HASHES),
        (CODE.replace("\n", "\r\n"), CODE_HASHES),
        (CODE.replace("\n", "\r"), CODE_HASHES),
        (CODE.replace(" ", " \t "), CODE_HASHES),
        (LOREM, LOREM_HASHES),
    ],
)
def test_upstreams_vectors(text: str, expected: list[str]) -> None:
    hashes = line_hashes(text, range(1, 100))
    assert list(hashes) == list(range(1, len(expected) + 1))
    assert list(hashes.values()) == expected


def test_only_wanted_lines_are_given_and_counts_still_include_the_others() -> None:
    assert line_hashes(LOREM, {3, 6, 99}) == {3: "a7f2ff13bc495cf2:3", 6: "a7f2ff13bc495cf2:6"}


def rolling(text: str) -> dict[int, str]:
    """The algorithm as upstream states it: one pass, a ring of 100 values, a rolling hash."""
    window, marks = [0] * 100, [-1] * 100
    hashes: dict[int, str] = {}
    counts: dict[int, int] = {}
    value = index = line = 0
    start, after_return = True, False

    def flush() -> None:
        counts[value] = counts.get(value, 0) + 1
        hashes[marks[index]] = f"{value:x}:{counts[value]}"
        marks[index] = -1

    def push(unit: int) -> None:
        nonlocal value, index
        value = (37 * value + unit - pow(37, 100) * window[index]) % 2**64
        window[index] = unit
        index = (index + 1) % 100

    raw = text.encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(raw[at : at + 2], "little") for at in range(0, len(raw), 2)]
    for each in [*units, 65535]:
        if each in {32, 9} or (after_return and each == 10):
            after_return = False
            continue
        after_return = each == 13
        unit = 10 if each == 13 else each
        if marks[index] != -1:
            flush()
        if start:
            line += 1
            marks[index] = line
        start = unit == 10
        push(unit)
    for _ in range(100):
        if marks[index] != -1:
            flush()
        push(0)
    return hashes


@given(st.text(alphabet="ab \t\r\n\U0001f600é", max_size=400))
def test_equals_a_direct_port_of_upstreams_loop(text: str) -> None:
    expected = rolling(text)
    assert line_hashes(text, range(1, 500)) == expected
