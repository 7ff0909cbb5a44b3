"""The library: typed names, nothing printed, nothing kept; the same answer every time, from every thread."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support import Tree, pod

import gitops_lint
from gitops_lint import Config, Finding, Report, Severity, lint, lint_text, lint_tree
from gitops_lint.source.tree import MemoryTree

EXAMPLES = Path(__file__).parents[2] / "examples"
ONE = Config(select_only=("memory-limit-missing",), plugins=False)


def test_every_public_name_is_there() -> None:
    for name in gitops_lint.__all__:
        assert getattr(gitops_lint, name) is not None
    assert set(gitops_lint.__all__) == {"__version__", *(n for names in gitops_lint._HOMES.values() for n in names)}
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = gitops_lint.nonsense


def test_importing_the_package_imports_nothing_of_it() -> None:
    code = "import sys, gitops_lint; print([m for m in sys.modules if m.startswith('gitops_lint.') or m == 'yaml'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_linting_a_text(capfd: pytest.CaptureFixture[str]) -> None:
    report = lint_text(pod(), "x.yaml", ONE)
    assert isinstance(report, Report)
    (finding,) = report.findings
    assert isinstance(finding, Finding)
    assert (finding.rule, finding.severity, finding.location.path) == (
        "memory-limit-missing",
        Severity.WARNING,
        "x.yaml",
    )
    assert finding.location.span == (7, 13, 7, 16)
    assert finding.resource is not None
    assert (finding.resource.kind, finding.resource.name) == ("Pod", "web")
    assert finding.pointer == "/spec/containers/0"
    assert len(finding.fingerprint) == 16
    assert capfd.readouterr() == ("", "")


def test_linting_paths(tree: Tree) -> None:
    tree.write({"a/pod.yaml": pod("a"), "b/pod.yaml": pod("b")})
    assert [finding.location.path for finding in lint([tree.root / "a"], ONE).findings] == ["a/pod.yaml"]
    assert [finding.location.path for finding in lint([str(tree.root)], ONE).findings] == ["a/pod.yaml", "b/pod.yaml"]


def test_the_repositorys_own_configuration_counts(tree: Tree) -> None:
    tree.write({"pod.yaml": pod(), ".gitops-lint.yaml": "ignore: [memory-limit-missing]\n"})
    assert [finding for finding in lint([tree.root]).findings if finding.rule == "memory-limit-missing"] == []


def test_a_wrong_request_raises(tree: Tree) -> None:
    with pytest.raises(gitops_lint.UserError, match="does not exist"):
        lint([tree.root / "nowhere"])
    with pytest.raises(gitops_lint.UserError, match="is outside of the repository"):
        lint_text(pod(), "../pod.yaml")


def test_half_a_surrogate_pair_is_no_text() -> None:
    (finding,) = lint_text("a: \ud800\n", "x.yaml", Config(select_only=("file-not-text",), plugins=False)).findings
    assert finding.message == "file is not text: byte 0xed is not UTF-8"


def test_twice_in_one_process_is_the_same() -> None:
    first, second = lint([EXAMPLES]), lint([EXAMPLES])
    assert first.findings == second.findings
    assert first.findings != ()


def test_from_threads() -> None:
    alone = lint([EXAMPLES]).findings
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda _: lint([EXAMPLES]).findings, range(3)))
    assert all(findings == alone for findings in reports)


def example_files() -> dict[str, str]:
    return {
        path.relative_to(EXAMPLES).as_posix(): path.read_text()
        for path in sorted(EXAMPLES.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def test_the_order_of_files_changes_nothing() -> None:
    files = list(example_files().items())
    config = Config(plugins=False)
    expected = lint_tree(MemoryTree(dict(files)), config).findings
    for seed in range(3):
        random.Random(seed).shuffle(files)
        assert lint_tree(MemoryTree(dict(files)), config).findings == expected


def test_the_order_of_documents_changes_no_identity() -> None:
    documents = [pod(f"web-{index}") for index in range(5)]
    one = lint_text("---\n".join(documents), "x.yaml", ONE)
    other = lint_text("---\n".join(reversed(documents)), "x.yaml", ONE)
    identities = [{(f.rule, f.message, f.fingerprint) for f in report.findings} for report in (one, other)]
    assert len(identities[0]) == 5
    assert identities[0] == identities[1]


def test_a_span_cut_from_the_text_is_what_the_finding_is_about() -> None:
    text = "# ñ 🦊\r\n" + pod(container="fox").replace("\n", "\r\n").replace("name: fox", "name: 'fox'")
    (finding,) = lint_text(text, "x.yaml", ONE).findings
    line = text.split("\r\n")[finding.location.span.line - 1]
    assert line[finding.location.span.column - 1 : finding.location.span.end_column - 1] in ("fox", "'fox'")
