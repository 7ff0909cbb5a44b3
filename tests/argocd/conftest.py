from __future__ import annotations

import os
from pathlib import Path

import pytest
from oracle import Ask, asking, program

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"


@pytest.fixture(scope="session")
def runs() -> int:
    """How many random cases each comparison with upstream gets."""
    return int(os.environ.get("GITOPS_LINT_ORACLE_RUNS", "300"))


@pytest.fixture(scope="session")
def argocd() -> Ask:
    """Ask Argo CD's own code; answers come in the order of the questions."""
    return asking(program("argocd"))
