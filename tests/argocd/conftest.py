from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
SOURCE = Path(__file__).parents[1] / "oracles" / "argocd"

Question = dict[str, Any]
Ask = Callable[[list[Question]], list[Any]]


class Refused(str):
    """The error text of a question that Argo CD answered with an error."""


@pytest.fixture(scope="session")
def runs() -> int:
    """How many random cases each comparison with upstream gets."""
    return int(os.environ.get("GITOPS_LINT_ORACLE_RUNS", "300"))


@pytest.fixture(scope="session")
def argocd(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Ask Argo CD's own code; answers come in the order of the questions."""
    binary = os.environ.get("GITOPS_LINT_ARGOCD_ORACLE")
    if not binary:
        go = shutil.which("go")
        if go is None:
            pytest.skip("go is not installed")
        binary = str(tmp_path_factory.mktemp("oracle") / "argocd")
        command = [go, "build", "-p", "1", "-o", binary, "."]
        built = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stderr

    def ask(questions: list[Question]) -> list[Any]:
        text = "\n".join(json.dumps(question) for question in questions)
        done = subprocess.run([binary], input=text, capture_output=True, text=True, check=True)
        lines = done.stdout.splitlines()
        assert len(lines) == len(questions), done.stderr
        answers = [json.loads(line) for line in lines]
        return [Refused(a["error"]) if a.get("error") else a["result"] for a in answers]

    return ask
