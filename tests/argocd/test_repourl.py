from __future__ import annotations

import random

import pytest

from gitops_lint.argocd.repourl import Sameness, normalize_git_url, same_repository, same_url


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://GitHub.com/Acme/Shop.git", "https://github.com/acme/shop"),
        ("git@github.com:acme/shop.git", "git@github.com/acme/shop"),
        ("ssh://git@github.com/acme/shop", "git@github.com/acme/shop"),
        (" https://github.com/acme/shop ", "https://github.com/acme/shop"),
        ("https://github.com/acme/shop.git/", "https://github.com/acme/shop.git/"),
        ("https://user@github.com/acme/shop", "https://user@github.com/acme/shop"),
        ("ssh://git@host:org/repo", ""),
        ("127.0.0.1:5000/x", ""),
        ("ghcr.io/acme", "ghcr.io/acme"),
        ("https://github.com/{a,b}/*", "https://github.com/%7Ba,b%7D/%2A"),
        ("https://github.com/acme/*", "https://github.com/acme/*"),
        ("https://git{hub,lab}.com/acme", ""),
        ("", ""),
    ],
)
def test_normal_form(url: str, normal: str) -> None:
    assert normalize_git_url(url) == normal


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("git@github.com:acme/shop", "ssh://git@github.com/acme/shop.git", True),
        ("git@github.com:acme/shop", "https://github.com/acme/shop", False),
        ("ssh://git@github.com:22/acme/shop", "ssh://git@github.com/acme/shop", False),
        ("https://github.com/acme/shop/", "https://github.com/acme/shop", False),
        ("a:b:c", "a:b:c", True),
        ("", "", False),
    ],
)
def test_equal_to_argo_cd(left: str, right: str, expected: bool) -> None:
    assert same_url(left, right) is expected


OWN = ["git@github.com:acme/shop.git"]


@pytest.mark.parametrize(
    ("url", "own", "sameness"),
    [
        ("git@github.com:Acme/shop", OWN, Sameness.SAME),
        ("https://github.com/acme/shop/", OWN, Sameness.SPELLING),
        ("ssh://git@github.com:22/acme/shop.git", OWN, Sameness.SPELLING),
        ("ssh://git@ssh.github.com:443/acme/shop.git", OWN, Sameness.SPELLING),
        ("git@github.com/acme/shop", OWN, Sameness.SAME),
        ("https://token@www.github.com/acme/shop", OWN, Sameness.SPELLING),
        ("https://git.acme.io/acme/shop", OWN, Sameness.UNDECIDED),
        ("https://github.com/renamed/shop", OWN, Sameness.UNDECIDED),
        ("https://github.com/acme/other", OWN, Sameness.DIFFERENT),
        ("{{ .Values.repoURL }}", OWN, Sameness.UNDECIDED),
        ("<GITOPS_REPO_URL>", OWN, Sameness.UNDECIDED),
        ("https://github.com/acme/shop", [], Sameness.UNDECIDED),
        ("oci://ghcr.io/acme/shop", OWN, Sameness.DIFFERENT),
        (
            "git@ssh.dev.azure.com:v3/org/proj/repo",
            ["https://org@dev.azure.com/org/proj/_git/repo"],
            Sameness.SPELLING,
        ),
        (
            "https://org.visualstudio.com/DefaultCollection/proj/_git/repo",
            ["https://dev.azure.com/org/proj/_git/repo"],
            Sameness.SPELLING,
        ),
        ("https://bb.acme.io/scm/pay/shop.git", ["ssh://git@bb.acme.io/pay/shop.git"], Sameness.SPELLING),
        ("https://gitlab.com/a/b/c", ["git@gitlab.com:a/b/c.git"], Sameness.SPELLING),
        ("ssh://git@github.com:2222/acme/shop", OWN, Sameness.UNDECIDED),
    ],
)
def test_same_repository(url: str, own: list[str], sameness: Sameness) -> None:
    assert same_repository(url, own).sameness is sameness


def test_the_verdict_names_our_url_and_the_reason() -> None:
    match = same_repository("https://github.com/acme/shop", OWN)
    assert match.url == OWN[0]
    assert match.reason == "'https://github.com/acme/shop' is another spelling of 'git@github.com:acme/shop.git'"


PARTS = [
    ["https://", "http://", "ssh://", "", "git@",
     "ssh://git@", "oci://", "HTTPS://u@", "https://u:p@", "//", "git+ssh://", " "],
    ["github.com", "GitHub.com", "host", "127.0.0.1", "[::1]", "h%41", "h{a,b}", "*", "h_x", "", "h;x", "é.io"],
    ["", ":22", ":org", ":", "/", ":443/", ":%31"],
    ["/a/b", "a/b", "/a b/c", "/A/B.git", "/a/b.git/", "/{a,b}/*", "/a/**", "/a%2fb",
     "/a%zz", "/a?x=1", "/a#f", "/é", "/a/[b]", "?", "/a:b", "/^", "/$x;y"],
]  # fmt: skip


@pytest.mark.oracle
def test_same_normal_form_as_upstream(argocd, runs) -> None:
    dice = random.Random(5)
    urls = ["".join(dice.choice(part) for part in PARTS) for _ in range(runs)]
    answers = argocd([{"op": "normalize", "left": url} for url in urls])
    assert {url: normalize_git_url(url) for url in urls} == dict(zip(urls, answers, strict=True))
