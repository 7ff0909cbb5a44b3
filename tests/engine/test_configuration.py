"""`.gitops-lint.yaml`: what is refused and where, what is inherited, what cannot be taken back."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import jsonschema
import pytest
from conftest import Run
from support import GitRepo, Tree, pod

from gitops_lint import Config, Severity, UserError, load_config
from gitops_lint.configshape import json_schema
from gitops_lint.configuration import find_root, merge
from gitops_lint.finding import START
from gitops_lint.values import replace

RULE = "memory-limit-missing"


def load(tree: Tree, text: str, **more: str) -> Config:
    tree.write({".gitops-lint.yaml": textwrap.dedent(text), **more})
    return load_config(tree.root)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("version: 1\nprofil: default\n", ".gitops-lint.yaml:2: unknown key 'profil', did you mean 'profile'?"),
            ("argocd:\n  instances:\n    a: {namespce: x}\n", ".gitops-lint.yaml:3: unknown key 'argocd.instances.a.namespce', did you mean 'namespace'?"),  # noqa: E501
            ("clusters:\n  prod:\n    acount: '1'\n", ".gitops-lint.yaml:3: unknown key 'clusters.prod.acount', did you mean 'account'?"),  # noqa: E501
            ("select: network\n", ".gitops-lint.yaml:1: 'select' must be a list"),
            ("select: [1]\n", ".gitops-lint.yaml:1: "),
            ("rules: {x: {severity: fatal}}\n", ".gitops-lint.yaml:1: "),
            ("fail-on: never\n", ".gitops-lint.yaml:1: "),
            ("overrides:\n  - ignore: [x]\n    expires: soon\n", ".gitops-lint.yaml:3: "),
            ("external:\n  - {name: x}\n", ".gitops-lint.yaml:2: "),
            ("profile: a\nprofile: b\n", ".gitops-lint.yaml:2: key 'profile' is there twice"),
            ("profile: [\n", ".gitops-lint.yaml:2: "),
            ("- a\n", ".gitops-lint.yaml:1: the file must be a mapping, not a list"),
            ("version: 2\n", ".gitops-lint.yaml:1: 'version' is '2'; known: 1"),
            ("kubernetes-version: 1.33\n", "'kubernetes-version' must be a string, not a number: put it in quotes"),
            ("kubernetes-version: newest\n", "'kubernetes-version' must be a release such as \"1.33\", not 'newest'"),
            ("argocd: {version: stable}\n", "'argocd.version' must be a release such as \"3.2\", not 'stable'"),
            ("clusters:\n  a: {kubernetes-version: x}\n", "yaml:2: 'clusters.a.kubernetes-version' must be"),
            ("extends: [missing.yaml]\n", "configuration 'missing.yaml' cannot be read"),
            ("extends: ['package:no_such_package']\n", "'extends' names the package 'no_such_package', which is not installed"),  # noqa: E501
            ("extends: [.gitops-lint.yaml]\n", "'extends' leads back to itself"),
            ("extends: [../outside.yaml]\n", "'extends' names '../outside.yaml', which is outside of the repository"),
            ("packs: [nowhere]\n", ".gitops-lint.yaml: pack 'nowhere' is no folder"),
            ("packs: [../..]\n", ".gitops-lint.yaml: pack '../..' is outside of the repository"),
            ("deployables: [{chart: ../x}]\n", ".gitops-lint.yaml: 'deployables' names '../x', which is outside of the repository"),  # noqa: E501
        ],
    )  # fmt: skip
    def test_with_file_and_line(self, text: str, message: str, tree: Tree) -> None:
        with pytest.raises(UserError) as caught:
            load(tree, text)
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (f"rules: {{{RULE}s: {{severity: info}}}}\n", f"unknown rule '{RULE}s', did you mean '{RULE}'?"),
            (f"rules: {{{RULE}: {{init-container: true}}}}\n", "has no option 'init-container', did you mean"),
            (f"rules: {{{RULE}: {{init-containers: 1}}}}\n", "option 'init-containers'"),
            (f"rules: {{{RULE}: {{sevrity: info}}}}\n", "has no option 'sevrity', did you mean 'severity'?"),
            ("ignore: [nonsense-rule]\n", "unknown rule or tag 'nonsense-rule'"),
            ("select: [nonsense-rule]\n", ".gitops-lint.yaml: unknown rule or tag 'nonsense-rule'"),
            ("locked: [nonsense-rule]\n", ".gitops-lint.yaml: unknown rule or tag 'nonsense-rule'"),
            ("overrides:\n- ignore: [nonsense-rule]\n", ".gitops-lint.yaml:2: unknown rule or tag 'nonsense-rule'"),
            ("profile: nonsense\n", "unknown profile 'nonsense'"),
        ],
    )
    def test_unknown_rules_and_options(self, text: str, message: str, tree: Tree, run: Run) -> None:
        tree.write({".gitops-lint.yaml": text, "pod.yaml": pod()})
        result = run("check")
        assert (result.status, result.out) == (2, "")
        assert message in result.err


class TestExtends:
    def test_lists_that_choose_are_added_up_and_the_rest_is_replaced(self, tree: Tree) -> None:
        config = load(
            tree,
            "extends: [policy/base.yaml]\nselect: [b]\nfail-on: error\nrules: {z: {severity: info}}\n",
            **{"policy/base.yaml": "select: [a]\nfail-on: info\nprofile: strict\nrules: {x: {severity: error}}\n"},
        )
        assert (config.select, config.fail_on, config.profile) == (("a", "b"), Severity.ERROR, "strict")
        assert {name: setting.severity for name, setting in config.rules.items()} == {
            "x": Severity.ERROR,
            "z": Severity.INFO,
        }

    def test_a_file_is_found_from_the_file_that_names_it(self, tree: Tree) -> None:
        config = load(
            tree,
            "extends: [policy/base.yaml]\n",
            **{"policy/base.yaml": "extends: [more.yaml]\n", "policy/more.yaml": "select: [a]\n"},
        )
        assert config.select == ("a",)

    def test_an_installed_package(self, tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        package = tmp_path / "site" / "acme_gitops_policy"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("raise SystemExit('it is read, never imported')")
        (package / "gitops-lint.yaml").write_text("locked: [privileged-container]\n")
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        config = load(tree, "extends: ['package:acme_gitops_policy']\n")
        assert config.locked == ("privileged-container",)

    def test_overrides_know_their_file_and_line(self, tree: Tree) -> None:
        config = load(
            tree,
            "extends: [base.yaml]\noverrides:\n  - ignore: [b]\n",
            **{"base.yaml": "version: 1\nprofile: strict\noverrides:\n  - ignore: [a]\n"},
        )
        assert [(o.ignore, o.path, o.span.line) for o in config.overrides] == [
            (("a",), "base.yaml", 4),
            (("b",), ".gitops-lint.yaml", 3),
        ]

    def test_merging_is_not_destructive(self) -> None:
        base = {"select": ["a"], "rules": {"x": {"severity": "info"}}}
        assert merge(base, {"select": ["b"], "rules": {"x": {"n": 1}}}) == {
            "select": ["a", "b"],
            "rules": {"x": {"severity": "info", "n": 1}},
        }
        assert base == {"select": ["a"], "rules": {"x": {"severity": "info"}}}


class TestTrustedRef:
    """A pull request does not decide how it is judged."""

    words = ("check", "--no-cache", "--output-format", "json", "--select", RULE, "--trusted-ref", "main")

    def test_the_configuration_of_the_pull_request_does_not_count(self, repo: GitRepo, run: Run) -> None:
        repo.commit({".gitops-lint.yaml": f"rules: {{{RULE}: {{severity: error}}}}\n", "pod.yaml": pod()})
        repo.git("switch", "-q", "-c", "change")
        repo.commit({".gitops-lint.yaml": f"rules: {{{RULE}: {{severity: info}}}}\nexclude: ['**']\n"})
        result = run(*self.words)
        assert (result.status, result.json["findings"][0]["severity"]) == (1, "error")

    def test_nor_does_removing_it(self, repo: GitRepo, run: Run) -> None:
        repo.commit({".gitops-lint.yaml": f"rules: {{{RULE}: {{severity: error}}}}\n", "pod.yaml": pod()})
        repo.git("switch", "-q", "-c", "change")
        repo.git("rm", "-q", ".gitops-lint.yaml")
        repo.commit()
        assert run(*self.words).json["findings"][0]["severity"] == "error"

    @pytest.mark.parametrize(
        "text",
        [
            f"# gitops-lint: ignore-file[{RULE}] because\n{pod()}",
            pod().replace("  name: web", f"  name: web\n  annotations: {{gitops-lint.io/ignore: '{RULE}: because'}}"),
        ],
        ids=["comment", "annotation"],
    )
    def test_a_suppression_counts_where_the_trusted_commit_has_it_too(self, text: str, repo: GitRepo, run: Run) -> None:
        repo.commit({"pod.yaml": pod(), "old.yaml": text.replace("web", "old")})
        repo.git("switch", "-q", "-c", "change")
        repo.commit({"pod.yaml": text})
        assert run(*self.words[:-2]).json["findings"] == []
        result = run(*self.words)
        assert [item["path"] for item in result.json["findings"]] == ["pod.yaml"]
        assert (result.status, result.json["summary"]["suppressed"]) == (1, 1)

    def test_an_unknown_ref_is_a_wrong_request(self, repo: GitRepo, run: Run) -> None:
        repo.commit({"pod.yaml": pod()})
        assert run("check", "--trusted-ref", "nowhere").status == 2


class TestWhereItIsFound:
    def test_the_nearest_upward(self, tree: Tree) -> None:
        tree.write({"a/.gitops-lint.yaml": "version: 1\n", "a/b/c/pod.yaml": pod(), "d/pod.yaml": pod()})
        assert find_root(tree.root / "a/b/c/pod.yaml") == tree.root / "a"
        assert find_root(tree.root / "d") == tree.root

    def test_else_the_root_of_git(self, repo: GitRepo) -> None:
        repo.write({"a/b/pod.yaml": pod()})
        assert find_root(repo.root / "a/b") == repo.root

    def test_else_the_working_directory(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        inner = tmp_path / "work" / "a" / "b"
        inner.mkdir(parents=True)
        monkeypatch.chdir(tmp_path / "work")
        assert find_root(Path("a/b")) == tmp_path / "work"
        monkeypatch.chdir(tmp_path / "work" / "a")
        assert find_root(tmp_path / "work") == tmp_path / "work"
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        assert find_root(inner) == inner

    def test_the_order_of_paths_says_nothing(self, tmp_path: Path, run: Run) -> None:
        plain = Tree(tmp_path / "plain")
        plain.write({"a/pod.yaml": pod("a"), "b/pod.yaml": pod("b")})
        words = ("check", "--select", RULE, "--no-cache", "--output-format", "json")
        one = run(*words, "a", "b", folder=plain.root)
        other = run(*words, "b", "a", folder=plain.root)
        assert one.places == other.places == [f"a/pod.yaml:7 {RULE}", f"b/pod.yaml:7 {RULE}"]

    def test_every_path_has_to_be_inside(self, tree: Tree, run: Run) -> None:
        (tree.root.parent / "other.yaml").write_text(pod())
        result = run("check", ".", "../other.yaml")
        assert result.status == 2
        assert "is outside of the root" in result.err

    def test_a_configuration_above_the_git_repository_is_not_ours(self, tmp_path: Path) -> None:
        (tmp_path / ".gitops-lint.yaml").write_text("version: 1\n")
        inner = GitRepo(tmp_path / "inner")
        assert find_root(inner.root) == inner.root

    def test_isolated_reads_none(self, tree: Tree, run: Run) -> None:
        tree.write({".gitops-lint.yaml": "nonsense: 1\n", "pod.yaml": pod(limit=True)})
        assert run("check", "--select", RULE).status == 2
        assert run("check", "--select", RULE, "--isolated", "--root", ".").status == 0


def keys(text: str) -> set[str]:
    """The keys of the root."""
    return {line.partition(":")[0] for line in text.splitlines() if line[:1].isalpha()}


def without_places(config: Config) -> Config:
    """The settings whatever file they are from."""
    overrides = tuple(replace(override, path="", span=START) for override in config.overrides)
    return replace(config, path="", ignored_at=(), overrides=overrides)


class TestConfigCommand:
    def test_show(self, tree: Tree, run: Run) -> None:
        tree.write({".gitops-lint.yaml": f"fail-on: error\nselect: [{RULE}]\n"})
        shown = run("config", "show", "--output-format", "json").json
        assert shown["configuration"]["fail-on"] == "error"
        assert RULE in shown["runs"]

    def test_what_is_shown_is_a_file_that_says_the_same(self, tree: Tree, run: Run) -> None:
        page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text()
        everything = page.split("```yaml\n")[1].split("```")[0]
        told = everything.replace("packs: []", "packs: [policy]").replace("schemas: []", "schemas: [crds]")
        told = told.replace("extends: []", "extends: [base.yaml]")
        tree.write(
            {".gitops-lint.yaml": told, "policy/.keep": "", "crds/.keep": "", "base.yaml": "ignore: [naked-pod]\n"}
        )
        shown = run("config").out
        assert keys(everything) == keys(shown) | {"extends", "baseline"}
        before = load_config(tree.root)
        tree.write({".gitops-lint.yaml": shown})
        assert without_places(load_config(tree.root)) == without_places(before)
        assert run("config").out == shown

    def test_what_is_shown_without_a_file(self, repo: GitRepo, run: Run) -> None:
        shown = run("config").out
        assert shown.splitlines()[0].startswith(f"# what is in effect in {repo.root}: there is no configuration file; ")
        repo.write({".gitops-lint.yaml": shown})
        assert without_places(load_config(repo.root)) == Config()

    def test_schema_is_one_and_accepts_the_documentation(self, tree: Tree, run: Run) -> None:
        schema = run("config", "schema").json
        assert schema == json.loads(json.dumps(json_schema()))
        jsonschema.Draft7Validator.check_schema(schema)
        assert list(jsonschema.Draft7Validator(schema).iter_errors({"profil": "x"})) != []
        assert list(jsonschema.Draft7Validator(schema).iter_errors({"profile": "x"})) == []

    def test_init_writes_a_first_one_and_never_a_second(self, repo: GitRepo, run: Run) -> None:
        assert run("config", "init").status == 0
        assert load_config(repo.root).profile == "default"
        assert run("config", "init").status == 2


class TestPacks:
    PACK = """\
name: team-label-missing
summary: workload has no team label
docs: Nobody knows whom to call.
match: {kinds: [Pod]}
at: object/metadata/labels/team
missing: breaks
message: "$kind '$name' has no team"
examples: {bad: [], good: []}
"""

    def test_rules_of_the_repository(self, tree: Tree, run: Run) -> None:
        tree.write(
            {
                "policy/naming/team-label-missing.yaml": self.PACK,
                "policy/profiles/acme.yaml": "name: acme\nselect: [team-label-missing]\n",
                ".gitops-lint.yaml": "packs: [policy]\nprofile: acme\n",
                "apps/pod.yaml": pod(limit=True),
            }
        )
        result = run("check", "--no-cache", "--output-format", "json")
        assert result.places == ["apps/pod.yaml:4 team-label-missing"]
        assert result.json["findings"][0]["message"] == "Pod 'web' has no team"

    def test_wherever_one_stands(self, tree: Tree, run: Run) -> None:
        tree.write(
            {
                "policy/naming/team-label-missing.yaml": self.PACK,
                ".gitops-lint.yaml": "packs: [policy]\nselect: [team-label-missing]\n",
                "apps/pod.yaml": pod(limit=True),
            }
        )
        assert "team-label-missing" in run("rule", "team-label-missing", folder=tree.root / "apps").out

    def test_the_trusted_commits_pack_counts(self, repo: GitRepo, run: Run) -> None:
        file = "policy/naming/team-label-missing.yaml"
        config = "packs: [policy]\nselect: [team-label-missing]\n"
        repo.commit({file: self.PACK, ".gitops-lint.yaml": config, "apps/pod.yaml": pod(limit=True)})
        repo.git("switch", "-q", "-c", "change")
        repo.commit({file: self.PACK.replace("kinds: [Pod]", "kinds: [Nothing]")})
        words = ("check", "--no-cache", "--select", "team-label-missing", "--output-format", "json")
        assert run(*words).places == []
        assert run(*words, "--trusted-ref", "main").places == ["apps/pod.yaml:4 team-label-missing"]

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (("summary:", "sumary:"), "unknown key 'sumary', did you mean 'summary'?"),
            (("at: object/", "at: nowhere/"), "'at' must start with / or one of"),
            (("name: team-label-missing\n", ""), "'name'"),
        ],
    )
    def test_a_wrong_rule_is_a_wrong_request(self, change: tuple[str, str], message: str, tree: Tree, run: Run) -> None:
        tree.write(
            {
                "policy/naming/team-label-missing.yaml": self.PACK.replace(*change),
                ".gitops-lint.yaml": "packs: [policy]\n",
            }
        )
        result = run("check")
        assert result.status == 2
        assert message in result.err
        assert "team-label-missing.yaml" in result.err
