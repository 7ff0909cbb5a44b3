"""Microsoft's validator, which also holds GitHub's requirements: npm ``@microsoft/sarif-multitool``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from report.samples import RULES, rich_report

from gitops_lint.report import sarif
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions

MULTITOOL = (
    os.environ.get("GITOPS_LINT_SARIF_MULTITOOL") or shutil.which("Sarif.Multitool") or shutil.which("sarif-multitool")
)

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(MULTITOOL is None, reason="SARIF Multitool is not installed"),
]
DOCUMENTED = RenderOptions(
    docs_url="https://docs.example.org/rules/{rule}/",
    sarif_suppressions=True,
    sarif_category="nightly",
    sarif_end_time="2026-11-24T00:00:00Z",
)


def complaints(text: str, folder: Path) -> list[str]:
    """Errors and warnings; the tool's exit status is 0 in spite of them, so its own report is read."""
    (folder / "given.sarif").write_text(text, encoding="utf-8")
    subprocess.run(
        [
            str(MULTITOOL), "validate", "given.sarif", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning",
            "--output", "found.sarif", "--log", "ForceOverwrite",
        ],
        cwd=folder,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    (run,) = json.loads((folder / "found.sarif").read_text(encoding="utf-8-sig"))["runs"]
    assert all(invocation["executionSuccessful"] for invocation in run["invocations"])
    return [
        f"{result['ruleId']} {json.dumps(result['message'])}"
        for result in run["results"]
        if result.get("level", "warning") in {"error", "warning"}
    ]


@pytest.mark.parametrize("report", [Report(version="0.1.0"), Report(rules=RULES, version="0.1.0"), rich_report()])
@pytest.mark.parametrize("options", [RenderOptions(), DOCUMENTED])
def test_no_error_and_no_warning(report: Report, options: RenderOptions, tmp_path: Path) -> None:
    assert complaints(sarif.render(report, options), tmp_path) == []


def test_the_validator_is_awake(tmp_path: Path) -> None:
    broken = sarif.render(rich_report(), RenderOptions()).replace('"uri":"base/', '"uri":"/../base/')
    assert complaints(broken, tmp_path)
