"""The project as a product: every rule is whole, every module can be imported alone, nothing prints below `cli`."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pytest

import gitops_lint
from gitops_lint.api import registry_for
from gitops_lint.dev import new_rule
from gitops_lint.registry import RuleEntry
from gitops_lint.rule import Bad, Good, Problem, option_fields
from gitops_lint.settings import Config

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "gitops_lint"
MODULES = sorted(PACKAGE.rglob("*.py"))
REGISTRY = registry_for(Config(plugins=False))
ENTRIES = list(REGISTRY.entries.values())


def ids(entry: RuleEntry) -> str:
    return entry.name


class TestRules:
    @pytest.mark.parametrize("entry", ENTRIES, ids=ids)
    def test_a_rule_is_whole(self, entry: RuleEntry) -> None:
        rule = entry.load()
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", rule.name)
        assert rule.summary
        assert not rule.summary.endswith(".")
        assert "\n" not in rule.summary
        assert "When to allow it" in rule.page() or rule.target is Problem
        assert rule.tags
        assert not {"critical", "warning", "info"} & set(rule.name.split("-"))
        if rule.target is not Problem:
            kinds = {type(example) for example in rule.examples}
            assert kinds == {Bad, Good}
        texts = [
            (example.text, str(example.files), str(example.options), str(example.config)) for example in rule.examples
        ]
        assert len(texts) == len(set(texts)), "two examples are equal"
        if rule.security_severity is not None:
            assert 0 < float(rule.security_severity) <= 10

    @pytest.mark.parametrize("entry", ENTRIES, ids=ids)
    def test_the_index_says_what_the_rule_says(self, entry: RuleEntry) -> None:
        rule = entry.load()
        assert (entry.name, entry.summary, entry.severity, entry.confidence) == (
            rule.name,
            rule.summary,
            rule.severity,
            rule.confidence,
        )
        assert (entry.tags, entry.aliases, entry.kinds) == (rule.tags, rule.aliases, entry.kinds)

    @pytest.mark.parametrize("path", sorted((PACKAGE / "builtin").glob("*/[a-z]*.py")), ids=lambda path: path.stem)
    def test_file_name_and_class_name_are_the_rules_name(self, path: Path) -> None:
        source = path.read_text()
        tree = ast.parse(source)
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        rules = [node for node in classes if any("Rule" in ast.unparse(base) for base in node.bases)]
        words = path.stem.replace("_", "")
        assert words in {node.name.lower() for node in rules}

    def test_options_are_documented(self) -> None:
        wrong = []
        for entry in ENTRIES:
            rule: Any = entry.load()
            if any(option_fields(rule)):
                text = textwrap.dedent(inspect.getsource(rule.Options))
                lines = text.splitlines()
                for node in ast.walk(ast.parse(text)):
                    if isinstance(node, ast.AnnAssign):
                        around = lines[max(node.lineno - 2, 0) : (node.end_lineno or node.lineno) + 1]
                        if not any("#:" in line for line in around):
                            wrong.append(f"{rule.name}: {ast.unparse(node.target)}")
        assert wrong == []

    def test_no_name_is_a_tag_or_an_alias(self) -> None:
        tags = {tag for entry in ENTRIES for tag in entry.tags}
        aliases = {alias for entry in ENTRIES for alias in entry.aliases}
        assert (tags | aliases) & set(REGISTRY.entries) == set()

    def test_profiles_hold_together(self) -> None:
        assert set(REGISTRY.profiles) >= {"default", "strict", "security", "eks", "sync"}
        for name in REGISTRY.profiles:
            assert REGISTRY.profile_rules(name)


class TestModules:
    @pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
    def test_nothing_prints_or_exits_below_the_command_line(self, path: Path) -> None:
        if {"cli", "dev"} & set(path.relative_to(PACKAGE).parts) or path.name == "__main__.py":
            return
        called = {
            ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
        }
        assert called & {"print", "exit", "quit", "sys.exit", "sys.stdout.write", "input", "os.chdir"} == set()

    def test_all_modules_can_be_imported_without_a_warning(self) -> None:
        names = [
            ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            for path in MODULES
            if path.name != "__main__.py" and "dev" not in path.parts
        ]
        code = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
        done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    def test_starting_imports_nothing_heavy(self) -> None:
        code = "import sys; from gitops_lint.cli.main import main; main(['--version']); print(sorted(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        loaded = set(re.findall(r"'([\w.]+)'", done.stdout))
        assert loaded & {"yaml", "pluggy", "jsonschema_rs", "argparse", "subprocess", "gitops_lint.api"} == set()

    def test_a_run_imports_only_the_rules_it_uses(self, tmp_path: Path) -> None:
        (tmp_path / "x.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n")
        code = (
            "import sys; from gitops_lint.cli.main import main\n"
            "main(['check', '--root', '.', '--select', 'memory-limit-missing', '--no-cache', '--exit-zero'])\n"
            "print([name for name in sys.modules if name.startswith('gitops_lint.builtin.') and name.count('.') > 2])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        )  # fmt: skip
        loaded = set(re.findall(r"'([\w.]+)'", done.stdout.splitlines()[-1]))
        assert loaded <= {"gitops_lint.builtin.resources.memory_limit_missing"}


class TestPackage:
    DATA = tomllib.loads((ROOT / "pyproject.toml").read_text())

    def test_versions_agree(self) -> None:
        assert re.search(
            rf"^## \[{re.escape(gitops_lint.__version__)}\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
        )

    def test_every_file_it_promises_is_there(self) -> None:
        names = self.DATA["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
        assert [name for name in names if not (ROOT / name.lstrip("/")).exists()] == []
        assert (PACKAGE / "py.typed").is_file()


class TestScaffold:
    def test_a_new_rule_is_red(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        from gitops_lint.testing import verify

        words = ["Container", "shell-missing", "--domain", "images", "--folder", str(tmp_path)]
        assert new_rule.main(words) == 0
        file = tmp_path / "images" / "shell_missing.py"
        assert f"wrote {file}" in capsys.readouterr().out
        names: dict[str, Any] = {"__name__": "scaffold"}
        exec(compile(file.read_text(), str(file), "exec"), names)
        with pytest.raises(AssertionError, match=r"not found: manifest\.yaml:4:9-12 say here what the message will be"):
            verify(names["ShellMissing"])

    @pytest.mark.parametrize("words", [["Container", "shell"], ["Container", "Shell-Missing"], ["Nothing", "a-b"]])
    def test_a_wrong_name_is_refused(self, words: list[str], tmp_path: Path) -> None:
        with pytest.raises(SystemExit):
            new_rule.main([*words, "--folder", str(tmp_path)])

    def test_nothing_is_overwritten(self, tmp_path: Path) -> None:
        words = ["Container", "shell-missing", "--folder", str(tmp_path)]
        new_rule.main(words)
        with pytest.raises(SystemExit):
            new_rule.main(words)
