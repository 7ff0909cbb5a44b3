"""Every format as a whole; GITOPS_LINT_UPDATE_GOLDEN=1 writes the files anew, git shows what changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from report.samples import RULES, rich_report

from gitops_lint.report.formats import FORMATS, load_reporter
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions

GOLDEN = Path(__file__).parent.parent / "golden" / "report"
SUFFIX = {"sarif": "sarif.json", "json": "json", "json-lines": "jsonl", "gitlab": "json", "rdjson": "json",
          "junit": "xml", "checkstyle": "xml", "markdown": "md"}  # fmt: skip
REPORTS = {"rich": rich_report(), "empty": Report(rules=RULES, version="0.1.0")}
OPTIONS = {
    "plain": RenderOptions(),
    "all": RenderOptions(
        color=True,
        hyperlinks=True,
        show_suppressed=True,
        statistics=True,
        timing=True,
        verbose=True,
        docs_url="https://docs.example.org/rules/{rule}/",
        sarif_suppressions=True,
        sarif_category="nightly",
        sarif_end_time="2026-11-24T00:00:00Z",
    ),
}
CASES = [
    *((name, report, "plain") for name in FORMATS for report in REPORTS),
    ("text", "rich", "all"),
    ("sarif", "rich", "all"),
    ("json", "rich", "all"),
    ("junit", "rich", "all"),
]


@pytest.mark.parametrize(("name", "report", "options"), CASES)
def test_output_is_as_recorded(name: str, report: str, options: str) -> None:
    text = load_reporter(name)(REPORTS[report], OPTIONS[options])
    if name == "sarif":  # one long line is no diff to read
        text = json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    path = GOLDEN / f"{name}-{report}-{options}.{SUFFIX.get(name, 'txt')}"
    if os.environ.get("GITOPS_LINT_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_bytes().decode()


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_text(name: str) -> None:
    render = load_reporter(name)
    assert render(rich_report(), RenderOptions()) == render(rich_report(), RenderOptions())


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json-lines"])
def test_an_empty_report_ends_with_a_line_end(name: str) -> None:
    assert load_reporter(name)(Report(), RenderOptions()).endswith("\n")


def test_json_lines_of_an_empty_report_is_no_line() -> None:
    assert load_reporter("json-lines")(Report(), RenderOptions()) == ""
