"""Plugins: an installed one works like a built-in, a broken one is loud."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import pod

from gitops_lint.plugins import Installed, installed

HERE = Path(__file__).parents[1]
PROJECT = HERE.parent


def site(
    folder: Path, name: str = "acme_gitops_rules", version: str = "1.2", module: str = "acme_gitops_rules.plugin"
) -> Path:
    """A site folder that holds what installing a plugin leaves behind."""
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[console_scripts]\nx = y:z\n\n[gitops_lint]\nacme = {module}\n")
    return folder


def start(folder: Path, *words: str, sites: tuple[Path, ...]) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(map(str, (*sites, PROJECT)))
    return subprocess.run(
        [sys.executable, "-m", "gitops_lint", *words],
        cwd=folder, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    root.mkdir()
    (root / ".gitops-lint.yaml").write_text("profile: acme\n")
    (root / "pod.yaml").write_text(pod(limit=True))
    return root


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  source: {repoURL: https://git.example/shop.git, path: shop, targetRevision: HEAD, plugin: {name: acme}}
"""


class TestExample:
    @pytest.fixture
    def sites(self, tmp_path: Path) -> tuple[Path, ...]:
        return (site(tmp_path / "site"), HERE / "example_plugin")

    def test_its_rules_profile_and_pack_run(self, repository: Path, sites: tuple[Path, ...]) -> None:
        done = start(repository, "check", "--no-cache", "--output-format", "concise", "-q", sites=sites)
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.splitlines()[:2] == [
            "pod.yaml:4:9: warning[team-label-missing]: Pod 'web' has no team",
            "pod.yaml:7:13: warning[container-name-generic]: container 'app' has a name that says nothing",
        ]

    def test_its_options_and_suppressions_work_like_all_others(self, repository: Path, sites: tuple[Path, ...]) -> None:
        (repository / ".gitops-lint.yaml").write_text(
            "profile: acme\nrules: {container-name-generic: {names: [web]}}\nignore: [team-label-missing]\n"
        )
        done = start(repository, "check", "--no-cache", sites=sites)
        assert (done.returncode, done.stderr) == (0, "")

    def test_its_format_prints(self, repository: Path, sites: tuple[Path, ...]) -> None:
        done = start(repository, "check", "--no-cache", "--output-format", "acme", sites=sites)
        assert done.stdout == "acme: 2 findings\n"

    def test_its_pages_are_there(self, repository: Path, sites: tuple[Path, ...]) -> None:
        done = start(repository, "rule", "container-name-generic", sites=sites)
        assert "says nothing in a log or a metric" in done.stdout

    def test_its_schemas_judge_what_it_renders(self, repository: Path, sites: tuple[Path, ...]) -> None:
        (repository / ".gitops-lint.yaml").write_text("version: 1\n")
        (repository / "shop").mkdir()
        (repository / "shop" / "workers").write_text("mail\n")
        (repository / "queue.yaml").write_text(
            "apiVersion: acme.io/v1\nkind: Queue\nmetadata: {name: mail}\nspec: {size: big}\n"
        )
        (repository / "app.yaml").write_text(APPLICATION)
        words = (
            "check",
            "--no-cache",
            "--select",
            "field-unknown,field-type-wrong",
            "--output-format",
            "concise",
            "-q",
        )
        done = start(repository, *words, sites=sites)
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.splitlines() == [
            "queue.yaml:4:14: error[field-type-wrong]: spec.size: expected an integer, got the string 'big'",
            (
                "shop/workers:1:1: warning[field-unknown]: field 'queu' is unknown, did you mean 'queue'? "
                "(client-side apply drops it silently)"
            ),
        ]
        shown = start(repository, "render", "shop", sites=sites)
        assert "kind: Worker" in shown.stdout

    def test_a_renderer_that_raises_is_told(self, repository: Path, sites: tuple[Path, ...]) -> None:
        (repository / ".gitops-lint.yaml").write_text("version: 1\n")
        (repository / "shop").mkdir()
        (repository / "shop" / "other").write_text("")
        (repository / "app.yaml").write_text(APPLICATION)
        words = ("check", "--no-cache", "--select", "not-checked", "--output-format", "concise", "-q")
        done = start(repository, *words, sites=sites)
        assert "a plugin failed to render it: FileNotFoundError" in done.stdout

    def test_no_plugins_leaves_it_out(self, repository: Path, sites: tuple[Path, ...]) -> None:
        done = start(repository, "check", "--no-plugins", sites=sites)
        assert done.returncode == 2
        assert done.stderr.startswith("gitops-lint: unknown profile 'acme'")

    def test_its_examples_are_verified_by_our_harness(self, sites: tuple[Path, ...]) -> None:
        code = (
            "from gitops_lint.testing import verify\n"
            "from acme_gitops_rules.container_name_generic import ContainerNameGeneric\n"
            "verify(ContainerNameGeneric)\n"
        )
        path = os.pathsep.join(map(str, (*sites, PROJECT)))
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, check=True)


class TestBroken:
    def broken(self, tmp_path: Path, text: str) -> tuple[Path, ...]:
        folder = site(tmp_path / "site", "broken_rules", "0.3", "broken_rules")
        (folder / "broken_rules.py").write_text(text)
        return (folder,)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("import no_such_module\n", "broken_rules 0.3 does not load: ModuleNotFoundError: No module named 'no_such_module'"),  # noqa: E501
            ("def\n", "broken_rules 0.3 does not load: SyntaxError"),
            ("raise SystemExit(0)\n", "broken_rules 0.3 does not load: SystemExit: 0"),
            (
                "from gitops_lint import hookimpl\n@hookimpl\ndef gitops_lint_rules():\n    raise SystemExit(0)\n",
                "plugin 'broken_rules 0.3' cannot list its rules: SystemExit: 0",
            ),
            (
                "from gitops_lint import hookimpl\n@hookimpl\ndef gitops_lint_reporters():\n    return 1 / 0\n",
                "plugin 'broken_rules 0.3' cannot list its output formats: ZeroDivisionError",
            ),
            (
                "from gitops_lint import hookimpl\n@hookimpl\ndef gitops_lint_rule_packs():\n    return ['nowhere']\n",
                "plugin 'broken_rules 0.3': rule pack 'nowhere' is no folder",
            ),
            (
                "from gitops_lint import hookimpl\n@hookimpl\ndef gitops_lint_rules():\n    raise RuntimeError('no')\n",
                "plugin 'broken_rules 0.3' cannot list its rules: RuntimeError: no",
            ),
            (
                "from gitops_lint import hookimpl\n@hookimpl\ndef gitops_lint_rulez():\n    return []\n",
                "broken_rules 0.3",
            ),
            (
                "from gitops_lint import hookimpl\n@hookimpl\ndef gitops_lint_rules():\n    return [int]\n",
                "broken_rules 0.3",
            ),
            (
                ("from gitops_lint import Rule, hookimpl\nclass MemoryLimitMissing(Rule):\n    summary = 'x'\n"
                "    def check(self, target):\n        return []\n"
                "@hookimpl\ndef gitops_lint_rules():\n    return [MemoryLimitMissing]\n"),
                "rule 'memory-limit-missing' comes from both",
            ),
        ],
    )  # fmt: skip
    def test_exit_2_and_one_line(self, text: str, message: str, tmp_path: Path, repository: Path) -> None:
        (repository / ".gitops-lint.yaml").write_text("version: 1\n")
        sites = self.broken(tmp_path, text)
        done = start(repository, "check", sites=sites)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
        assert "Traceback" not in done.stderr
        assert start(repository, "check", "--no-plugins", "--exit-zero", sites=sites).returncode == 0

    def test_a_rule_that_raises_is_recorded_and_the_rest_goes_on(self, tmp_path: Path, repository: Path) -> None:
        (repository / ".gitops-lint.yaml").write_text("version: 1\n")
        (repository / "pod.yaml").write_text(pod())
        sites = self.broken(
            tmp_path,
            "from gitops_lint import Rule, hookimpl\nfrom gitops_lint.rule import Container\n"
            "class RaisesAlways(Rule[Container]):\n    summary = 'x'\n"
            "    def check(self, target):\n        raise KeyError('oh')\n"
            "@hookimpl\ndef gitops_lint_rules():\n    return [RaisesAlways]\n",
        )
        words = ("check", "--no-cache", "--select", "raises-always,memory-limit-missing", "--output-format", "concise")
        done = start(repository, *words, sites=sites)
        assert done.returncode == 3
        assert "memory-limit-missing" in done.stdout
        assert "raises-always" in done.stdout + done.stderr

    def test_a_rule_that_exits_is_a_crash_too(self, tmp_path: Path, repository: Path) -> None:
        (repository / "pod.yaml").write_text(pod())
        sites = self.broken(
            tmp_path,
            "from gitops_lint import Rule, hookimpl\nfrom gitops_lint.rule import Container\n"
            "class ExitsAlways(Rule[Container]):\n    summary = 'x'\n"
            "    def check(self, target):\n        raise SystemExit(0)\n"
            "@hookimpl\ndef gitops_lint_rules():\n    return [ExitsAlways]\n",
        )
        done = start(repository, "check", "--no-cache", "--select", "exits-always", sites=sites)
        assert done.returncode == 3
        assert "rule 'exits-always' raised SystemExit: 0" in done.stdout

    def test_an_output_format_that_raises_exits_3_and_the_others_are_written(
        self, tmp_path: Path, repository: Path
    ) -> None:
        (repository / ".gitops-lint.yaml").write_text("version: 1\n")
        (repository / "pod.yaml").write_text(pod())
        sites = self.broken(
            tmp_path,
            "from gitops_lint import hookimpl\n@hookimpl\ndef gitops_lint_reporters():\n"
            "    return {'acme': lambda report: 1 / 0}\n",
        )
        words = ("check", "--no-cache", "--output-format", "acme", "--output", "json=out.json")
        done = start(repository, *words, sites=sites)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr == "gitops-lint: output format 'acme' raised ZeroDivisionError: division by zero\n"
        assert (repository / "out.json").read_text().startswith('{"version": 1,')


def test_the_linted_tree_is_no_place_for_plugins(tmp_path: Path, repository: Path) -> None:
    (repository / ".gitops-lint.yaml").write_text("version: 1\n")
    site(repository, "evil_rules", "1", "evil_rules")
    (repository / "evil_rules.py").write_text("open('evil', 'w').close()\n")
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import sys; from gitops_lint.cli.main import main; sys.exit(main(['check', '--exit-zero']))"],  # noqa: E501
        cwd=repository, env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert not (repository / "evil").exists()


def test_entry_points_are_read_without_importing(tmp_path: Path) -> None:
    assert list(installed([str(site(tmp_path / "a"))])) == [
        Installed("acme_gitops_rules", "1.2", "acme", "acme_gitops_rules.plugin")
    ]
    assert list(installed([str(tmp_path / "nowhere")])) == []
