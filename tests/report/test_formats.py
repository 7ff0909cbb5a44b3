from __future__ import annotations

import subprocess
import sys

import pytest

from gitops_lint.problem import UserError
from gitops_lint.report.formats import FORMATS, format_names, load_reporter
from gitops_lint.report.model import Report
from gitops_lint.report.options import RenderOptions


@pytest.mark.parametrize("name", [*FORMATS, "full"])
def test_every_name_of_the_table_leads_to_a_function(name: str) -> None:
    assert isinstance(load_reporter(name)(Report(), RenderOptions()), str)


def test_an_unknown_format_is_the_users_error_with_a_suggestion() -> None:
    with pytest.raises(UserError, match=r"^unknown output format 'sarrif', did you mean 'sarif'\?$"):
        load_reporter("sarrif")


def test_an_unknown_format_that_is_like_no_other_gets_the_list() -> None:
    with pytest.raises(UserError, match="known are text, concise, grouped, json"):
        load_reporter("qqqqq")


def test_a_plugin_brings_its_own_format() -> None:
    plugins = {"shout": lambda report: f"VERSION {report.version}\n"}
    assert load_reporter("shout", plugins)(Report(version="7"), RenderOptions()) == "VERSION 7\n"
    assert format_names(plugins)[-1] == "shout"


def test_a_plugin_cannot_replace_a_format_of_ours() -> None:
    plugins = {"json": lambda report: "mine"}
    assert load_reporter("json", plugins)(Report(), RenderOptions()).startswith('{"version": 1')
    assert format_names(plugins) == tuple(FORMATS)


def test_text_imports_no_other_format() -> None:
    program = (
        "import sys; from gitops_lint.report.formats import load_reporter; load_reporter('text');"
        "heavy = {'json', 'hashlib', 'gzip', 'difflib', 'unicodedata', 'gitops_lint.report.sarif'};"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
