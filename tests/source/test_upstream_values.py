"""Parsed values compared with sigs.k8s.io/yaml and the API machinery's JSON reader on random text.

``GITOPS_LINT_ORACLE_RUNS`` sets how many texts are compared, ``GITOPS_LINT_ORACLE_SEED`` which ones.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gitops_lint.source.parse import parse

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("go") is None, reason="go is not installed"),
]

SOURCE = Path(__file__).parent.parent / "oracles" / "yaml"
RUNS = int(os.environ.get("GITOPS_LINT_ORACLE_RUNS", "5000"))
SEED = int(os.environ.get("GITOPS_LINT_ORACLE_SEED", "20"))

WORDS = [
    *["y", "Y", "n", "N", "yes", "Yes", "YES", "yEs", "no", "on", "On", "off", "OFF", "true", "True", "TRUE", "tRue"],
    *["null", "Null", "NULL", "~", "", ".inf", "-.inf", "+.INF", ".nan", ".NaN", "0", "-0", "+0", "00", "0.0", "-0.0"],
    *["1.0", "1.", ".5", "-.5", "+.5", ".", "..", "-", "+", "1e3", "1E-3", "1e999", "1.5e3", "1e", "e1", "1_000", "1_"],
    *["_1", "0644", "0o17", "0O17", "089", "0_7", "0x1F", "0X1f", "-0x1F", "+0b11", "0b2", "0b", "0x", "12:30:45"],
    *["2001-01-01", "2001-01-01T00:00:00Z", "9223372036854775807", "9223372036854775808", "-9223372036854775808"],
    *["-9223372036854775809", "18446744073709551615", "18446744073709551616", "123456789012345678901234567890"],
    *["0xFFFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFFF", "'yes'", '"1"', "''", "text", "a b", "1.2.3", "1-2", "=", "<<"],
    *["!!str 1", "!!int 1", "!!float 1", "!!str yes", "!Ref x", "!Ref 1", "!!bool yes"],
    *["012345678901", "1234e56", "123e4567", "1e21", "1e22", "4.9e-324", "0.1", "100000000000000000000000"],
]
KEYS = [word for word in WORDS if word not in ("", "-0.0")]  # -0.0 and 0.0 are one key to Go
LINES = [
    "a: &x {p: 1, q: 2}",
    "a: &x {p: 3}",
    "b: *x",
    "c: &y",
    "<<: *x",
    "  <<: *x",
    "  p: 5",
    "  r: 6",
    "- 1",
    "- *x",
]
LINES += [
    "d:",
    "  <<: [*x, {p: 8, s: 9}]",
    "  - z",
    "e: |",
    "   text",
    "",
    "# comment",
    "a: 1",
    "b: [1, {c: d}]",
    "f: >-",
]
CHARACTERS = "0123456789.eE+-_xXoObBnNyYtTfFiaf"


def texts(random_: random.Random) -> list[str]:
    out = [f"a: {word}\n" for word in WORDS] + [f"{word}: a\n" for word in KEYS]
    while len(out) < RUNS:
        kind = random_.randrange(3)
        if kind == 0:
            number = "".join(random_.choices(CHARACTERS, k=random_.randrange(1, 8)))
            out.append(f"a: {number}\nb: [{number}]\n")
        elif kind == 1:
            keys = random_.sample(KEYS, 2)
            out.append("".join(f"{key}: {random_.choice(WORDS)}\n" for key in keys))
        else:
            out.append("".join(f"{line}\n" for line in random_.choices(LINES, k=random_.randrange(2, 8))))
    return out


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    binary = tmp_path_factory.mktemp("oracle") / "yaml"
    built = subprocess.run(["go", "build", "-p", "1", "-o", binary, "."], cwd=SOURCE, capture_output=True, check=False)
    if built.returncode:
        pytest.skip(f"the oracle does not build: {built.stderr.decode()[-300:]}")
    return binary


def exact(value: Any) -> str:
    """Text in which 1, 1.0 and true differ; JSON prints large floats in ways of its own, so numbers are compared."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{exact(child)}" for key, child in sorted(value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(exact, value)) + "]"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return repr(float(value))
    return repr(value)


def collides(text: str) -> bool:
    """Whether different keys become the same text: upstream then keeps one of them at random."""
    document = parse("x.yaml", text.encode())
    return any(odd.kind == "duplicate-key" for d in document.documents for odd in d.oddities)


def test_values_are_upstreams(oracle: Path) -> None:
    asked = texts(random.Random(SEED))
    lines = "".join(json.dumps(text) + "\n" for text in asked)
    answers = subprocess.run([oracle], input=lines.encode(), capture_output=True, check=True).stdout.splitlines()
    wrong = []
    compared = 0
    for text, line in zip(asked, answers, strict=True):
        upstream = json.loads(line)
        found = parse("x.yaml", text.encode())
        odd = {odd.kind for document in found.documents for odd in document.oddities}
        if "error" in upstream:
            refused_later = odd & {"non-finite", "bad-tag"} or "map key of type: uint64" in upstream["error"]
            if not found.problems and not refused_later:
                wrong.append((text, upstream["error"], [d.value for d in found.documents]))
            continue
        if any(problem.message == "did not find expected <document start>" for problem in found.problems):
            continue  # upstream was asked for one document and did not read on
        values = [document.value for document in found.documents] or [None]
        compared += 1
        if (found.problems or exact(values[0]) != exact(upstream["value"])) and not collides(text):
            wrong.append((text, upstream["value"], found.problems or values))
    assert wrong[:20] == []
    assert compared > len(asked) // 3
