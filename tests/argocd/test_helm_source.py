"""Variables, globs and paths of a Helm source; `tests/render/test_helm_arguments.py` compares them with upstream."""

from __future__ import annotations

import pytest

from gitops_lint.argocd.buildenv import build_environment, expand
from gitops_lint.argocd.helmsource import is_url, plain_version
from gitops_lint.argocd.valueglobs import matching
from gitops_lint.source.tree import MemoryTree

ENVIRONMENT = build_environment("shop", "prod", "team", {"path": "charts/shop"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$ARGOCD_APP_NAME", "shop"),
        ("${ARGOCD_APP_NAMESPACE}-x", "prod-x"),
        ("$ARGOCD_APP_PROJECT_NAME/$ARGOCD_APP_SOURCE_PATH", "team/charts/shop"),
        ("$ARGOCD_APP_REVISION_SHORT.$ARGOCD_APP_REVISION_SHORT_8", "0000000.00000000"),
        ("pa$sword", "pa"),
        ("$$5", "$5"),
        ("100$", "100$"),
        ("a $ b", "a $ b"),
        ("${", ""),
        ("${}x", "x"),
        ("$1a", "a"),
    ],
)
def test_variables_are_replaced_as_by_go(text: str, expected: str) -> None:
    assert expand(text, ENVIRONMENT) == expected


TREE = MemoryTree(
    dict.fromkeys(("envs/a.yaml", "envs/a/deep.yaml", "envs/a-b/deep.yaml", "envs/z.yaml", "envsx.yaml", "x.yaml"), "")
)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("envs/*.yaml", ["envs/a.yaml", "envs/z.yaml"]),
        ("envs/*/deep.yaml", ["envs/a/deep.yaml", "envs/a-b/deep.yaml"]),
        ("envs/**/*.yaml", ["envs/a.yaml", "envs/z.yaml", "envs/a/deep.yaml", "envs/a-b/deep.yaml"]),
        ("envs/a*", ["envs/a", "envs/a-b", "envs/a.yaml"]),
        ("envs/a/**", ["envs/a", "envs/a/deep.yaml"]),
        ("*.yaml", ["envsx.yaml", "x.yaml"]),
        ("env[st]/{a,z}.yaml", ["envs/a.yaml", "envs/z.yaml"]),
        ("none/*.yaml", []),
    ],
)
def test_globs_give_files_and_folders_in_the_order_of_the_walk(pattern: str, found: list[str]) -> None:
    assert matching(TREE, pattern) == found


@pytest.mark.parametrize(
    ("version", "plain"), [("v1.33.1-eks-5", "1.33.1"), ("1.29", "1.29"), ("1.30.2.9", "1.30.2.9"), ("odd", "odd")]
)
def test_helm_is_told_the_plain_version(version: str, plain: str) -> None:
    assert plain_version(version) == plain


def test_only_http_is_fetched() -> None:
    assert is_url("HTTPS://example.org/values.yaml")
    assert not is_url("s3://bucket/values.yaml")
    assert not is_url("http/values.yaml")
