"""The small Go programs under ``tests/oracles/``: upstream's own code, which answers our questions."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SOURCES = Path(__file__).parent / "oracles"

Question = dict[str, Any]
Ask = Callable[[list[Question]], list[Any]]


class Refused(str):
    """The error text of a question that was answered with an error."""


def program(name: str) -> Path:
    """An oracle, built once into the user's cache; skips the test where Go is not installed."""
    source = SOURCES / name
    files = sorted(path for path in source.iterdir() if path.is_file())
    digest = hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gitops-lint-oracles"
    binary = cache / f"{name}-{digest[:16]}"
    if not binary.exists():
        if shutil.which("go") is None:
            pytest.skip("go is not installed")
        cache.mkdir(parents=True, exist_ok=True)
        building = binary.with_suffix(f".{os.getpid()}")
        command = ["go", "build", "-p", "1", "-o", str(building), "."]
        built = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stderr
        building.replace(binary)
    return binary


def asking(binary: str | Path) -> Ask:
    """Questions to an oracle, answers in their order."""

    def ask(questions: list[Question]) -> list[Any]:
        text = "\n".join(json.dumps(question) for question in questions)
        done = subprocess.run([str(binary)], input=text, capture_output=True, text=True, check=True)
        lines = done.stdout.splitlines()
        assert len(lines) == len(questions), done.stderr
        answers = [json.loads(line) for line in lines]
        return [Refused(a["error"]) if a.get("error") else a["result"] for a in answers]

    return ask
