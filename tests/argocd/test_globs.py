from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import pytest

from gitops_lint.argocd.globs import (
    PatternError,
    doublestar,
    glob,
    glob_error,
    negatable_glob,
    path_match,
    path_match_error,
    pathspec,
)


@pytest.mark.parametrize(
    ("pattern", "text", "separators", "expected"),
    [
        ("*", "a/b", "", True),
        ("*", "a/b", "/", False),
        ("**", "a/b", "/", True),
        ("https://github.com/org/*", "https://github.com/org/a", "/", True),
        ("https://github.com/org/*", "https://github.com/org/a/b", "/", False),
        ("https://github.com/org/**", "https://github.com/org/a/b", "/", True),
        ("team-?", "team-a", "", True),
        ("team-?", "team-", "", False),
        ("{a,b}-*", "b-x", "", True),
        ("{a,b}-*", "c-x", "", False),
        ("{a,{b,c}d}", "cd", "", True),
        ("[a-c]x", "bx", "", True),
        ("[!a-c]x", "bx", "", False),
        ("[abc]", "b", "", True),
        (r"a\*b", "a*b", "", True),
        (r"a\*b", "axb", "", False),
        ("a,b}", "a,b}", "", True),
        ("Team", "team", "", False),
        ("", "", "", True),
        ("", "a", "", False),
        ("{a,b", "a", "", True),
        ("[", "[", "", False),
    ],
)
def test_gobwas_glob(pattern: str, text: str, separators: str, expected: bool) -> None:
    assert glob(pattern, text, separators) is expected


def test_an_invalid_glob_says_why() -> None:
    assert glob_error("[z-a]") == "hi character 'a' should be greater than lo 'z'"
    assert glob_error("[]") == "could not parse range"
    assert glob_error("[a") == "unexpected end of input"
    assert glob_error("a*") is None


def test_many_stars_stay_cheap() -> None:
    assert glob("*a" * 60 + "b", "a" * 2000) is False


def test_a_negated_pattern_matches_everything_else() -> None:
    assert negatable_glob("!kube-system", "shop") is True
    assert negatable_glob("!kube-system", "kube-system") is False
    assert negatable_glob("*", "a/b", "/") is True
    assert negatable_glob("*", "", "/") is True


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("apps/*", "apps/a", True),
        ("apps/*", "apps/a/b", False),
        ("apps/**", "apps/a/b", False),
        ("apps/**", "apps/a", True),
        ("apps/*/", "apps/a", False),
        ("/apps/*", "apps/a", False),
        ("*/*", "apps/a", True),
        ("app[!s]", "app!", True),
        ("app[^s]", "apps", False),
        ("apps/[a-c]?", "apps/bx", True),
        ("{a,b}", "a", False),
        ("{a,b}", "{a,b}", True),
    ],
)
def test_path_match(pattern: str, name: str, expected: bool) -> None:
    assert path_match(pattern, name) is expected


def test_an_invalid_path_pattern_matches_nothing() -> None:
    assert path_match_error("apps/[") == "syntax error in pattern"
    assert path_match("apps/[", "apps/[") is False


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("apps/*/config.json", "apps/a/config.json", True),
        ("apps/*/config.json", "apps/a/b/config.json", True),
        ("apps/**/config.json", "apps/config.json", False),
        ("apps", "apps/a/config.json", True),
        ("apps/", "apps/a/config.json", True),
        ("./apps/a.yaml", "apps/a.yaml", True),
        ("app", "apps/a.yaml", False),
        (":(glob)apps/*/config.json", "apps/a/b/config.json", False),
        (":(glob)apps/**/config.json", "apps/config.json", True),
        (":(literal)a*", "ab", False),
        (".", "anything", True),
        ("[a-b]*.yaml", "b/c.yaml", True),
    ],
)
def test_pathspec(pattern: str, name: str, expected: bool) -> None:
    assert pathspec(pattern, name) is expected


@pytest.mark.parametrize("pattern", ["/apps/*", "../apps", ":!apps", ":(icase)apps"])
def test_pathspec_that_cannot_be_judged(pattern: str) -> None:
    with pytest.raises(PatternError):
        pathspec(pattern, "apps/a")


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("apps/**/config.json", "apps/config.json", True),
        ("apps/**/config.json", "apps/a/b/config.json", True),
        ("apps/*/config.json", "apps/a/b/config.json", False),
        ("apps/{a,b}/*.yaml", "apps/b/x.yaml", True),
        ("**", "a/b", True),
        ("a**b", "a/b", False),
    ],
)
def test_doublestar(pattern: str, name: str, expected: bool) -> None:
    assert doublestar(pattern, name) is expected


def _random_patterns(seed: int, alphabet: list[str], count: int) -> list[tuple[str, str]]:
    dice = random.Random(seed)
    pairs = []
    for _ in range(count):
        pattern = "".join(dice.choices(alphabet, k=dice.randint(1, 7)))
        text = "".join(dice.choices(["a", "b", "/", "-", "c", "ab"], k=dice.randint(1, 7)))
        pairs.append((pattern, text))
    return pairs


@pytest.mark.oracle
def test_same_path_patterns_as_upstream(argocd, runs) -> None:
    alphabet = ["a", "b", "/", "*", "?", "[ab]", "[^a/]", "**", "[", "\\", "-", "[a-"]
    pairs = _random_patterns(1, alphabet, runs)
    answers = argocd([{"op": "path", "pattern": pattern, "text": text} for pattern, text in pairs])
    different = [
        (pair, answer) for pair, answer in zip(pairs, answers, strict=True) if path_match(*pair) is not (answer is True)
    ]
    assert different == []


NAMES = ["a", "ab/a", "ab/b/a", "b/a-b", "b/b/b/c", "c/a/b", "-/ab", "b/ab/a", "c/b.yaml", "ab/c/b.yaml"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


@pytest.mark.oracle
def test_same_doublestar_files_as_upstream(argocd, runs, checkout) -> None:
    alphabet = ["a", "b", "/", "*", "?", "[ab]", "[^a]", "[!b]", "**/", "/**", "/**/", "{a,b}", "{a,c*}", "/a", "b/*"]
    patterns = [pattern for pattern, _ in _random_patterns(1, alphabet, runs)]
    answers = argocd([{"op": "glob-files", "pattern": pattern, "text": str(checkout)} for pattern in patterns])
    for pattern, answer in zip(patterns, answers, strict=True):
        if re.search(r"[^/]\*\*|\*\*[^/]", pattern):
            continue  # stars glued to other text: upstream is not consistent with itself
        assert sorted(name for name in NAMES if doublestar(pattern, name)) == sorted(set(answer)), pattern


def _known_defect(pattern: str, text: str) -> bool:
    """What gobwas/glob v0.2 gets wrong and v1 (Argo CD 3.6) does not: runs of stars, and ``ab*ba`` matching ``aba``."""
    prefix, star, suffix = pattern.replace("**", "*").partition("*")
    overlapping = star and text.startswith(prefix) and text.endswith(suffix) and len(text) < len(prefix + suffix)
    return bool(overlapping) or "***" in pattern


@pytest.mark.oracle
@pytest.mark.parametrize("separators", ["", "/"])
def test_same_globs_as_upstream(separators, argocd, runs) -> None:
    alphabet = ["a", "b", "/", "-", "*", "**", "?", "[ab]", "[!a]", "[a-c]", "{a,b}", "{ab,c}", "\\*", "ab", "c"]
    pairs = [pair for pair in _random_patterns(2, alphabet, runs) if not _known_defect(*pair)]
    answers = argocd([{"op": "glob", "pattern": p, "text": t, "separators": separators} for p, t in pairs])
    different = [
        (pair, answer)
        for pair, answer in zip(pairs, answers, strict=True)
        if glob(*pair, separators) is not (answer is True)
    ]
    assert different == []


@pytest.mark.oracle
def test_same_pathspecs_as_git(checkout: Path, runs: int) -> None:
    subprocess.run(["git", "init", "-q", str(checkout)], check=True)
    subprocess.run(["git", "-C", str(checkout), "add", "."], check=True)
    alphabet = ["a", "b", "/", "*", "?", "[ab]", "[!a]", "**", "c", ".yaml", "ab", "[[:alpha:]]", ":(glob)"]
    for pattern, _ in _random_patterns(3, alphabet, runs // 3):
        command = ["git", "-C", str(checkout), "ls-files", "-z", "--", pattern]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if "***" in pattern:
            continue
        try:
            ours = {name for name in NAMES if pathspec(pattern, name)}
        except PatternError:
            continue
        assert done.returncode == 0, (pattern, done.stderr)
        assert ours == set(done.stdout.split("\0")) - {""}, pattern
