"""Upstream's own code and fixtures: `k8s.io/pod-security-admission` behind a small program."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from oracle import SOURCES

RUNS = int(os.environ.get("GITOPS_LINT_ORACLE_RUNS", "5000"))
SEED = int(os.environ.get("GITOPS_LINT_ORACLE_SEED", "20"))
FILES = 4537  #: how many fixtures there are at least


def ask(oracle: Path, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    text = "".join(json.dumps(question) + "\n" for question in questions)
    answered = subprocess.run([str(oracle)], input=text, capture_output=True, text=True, encoding="utf-8", check=True)
    answers = [json.loads(line) for line in answered.stdout.split("\n") if line]
    assert len(answers) == len(questions)
    return answers


def fixtures() -> list[tuple[Path, str, str, bool]]:
    """Upstream's pods: file, level, version, and whether the level lets it pass."""
    command = ["go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/pod-security-admission"]
    listed = subprocess.run(command, cwd=SOURCES / "podsecurity", capture_output=True, text=True, check=True)
    files = sorted((Path(listed.stdout.strip()) / "test" / "testdata").rglob("*.yaml"))
    assert len(files) >= FILES
    return [(file, file.parts[-4], file.parts[-3], file.parts[-2] == "pass") for file in files]
