"""What the documentation says is so: generated pages, the README's output, every example in the guides."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from gitops_lint import Rule
from gitops_lint.cli.main import COMMANDS
from gitops_lint.configshape import SHAPE
from gitops_lint.dev import docs, index, readme
from gitops_lint.packs import declared_class, rule_entry
from gitops_lint.report.formats import FORMATS
from gitops_lint.settings import config_from
from gitops_lint.source.parse import parse
from gitops_lint.testing import verify

ROOT = Path(__file__).parents[1]
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "rules").glob("*.md")))


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(), re.DOTALL)


def value_of(text: str) -> Any:
    parsed = parse("block.yaml", text.encode())
    assert parsed.problems == ()
    return parsed.documents[0].value


def test_generated_pages_are_current() -> None:
    assert docs.main(["--check"]) == 0, "run python -m gitops_lint.dev docs"


def test_the_index_of_rules_is_current() -> None:
    assert index.main(["--check"]) == 0, "run python -m gitops_lint.dev index"


@pytest.mark.skipif(shutil.which("helm") is None, reason="the README shows the run with helm")
def test_the_readme_shows_what_is_printed() -> None:
    assert readme.main(["--check"]) == 0, "run python -m gitops_lint.dev readme"


def test_the_readme_names_every_command_and_format() -> None:
    text = (ROOT / "README.md").read_text()
    assert [name for name in COMMANDS if f"`gitops-lint {name}" not in text] == []
    assert [name for name in FORMATS if name not in text] == []
    assert "pip install . && gitops-lint check examples/" in text
    assert "pip install -e '.[dev]' && pytest" in text


def test_the_whole_configuration_is_documented_and_valid() -> None:
    (everything, *_) = blocks("docs/configuration.md", "yaml")
    value = value_of(everything)
    config_from(value)
    assert set(SHAPE.fields) - set(value) == set()


def test_the_readmes_configuration_is_valid() -> None:
    texts = [text for text in blocks("README.md", "yaml") if text.startswith("version: 1")]
    assert len(texts) == 1
    config_from(value_of(texts[0]))


def test_the_rule_in_the_guide_does_what_it_says() -> None:
    text = next(text for text in blocks("docs/writing-rules.md", "python") if "class ContainerNameGeneric" in text)
    names: dict[str, Any] = {"__name__": "guide"}
    exec(compile(text, "writing-rules.md", "exec"), names)
    rule: type[Rule[Any]] = names["ContainerNameGeneric"]
    verify(rule)


def test_the_declared_rule_in_the_guide_does_what_it_says() -> None:
    text = next(text for text in blocks("docs/writing-packs.md", "yaml") if text.startswith("name: team-label"))
    value = value_of(text)
    rule_entry(value, "writing-packs.md", "guide")
    verify(declared_class(value))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []
