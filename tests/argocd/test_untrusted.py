# ruff: noqa: E501
"""Linted repositories are untrusted: no value of any shape may raise."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from argocd.memory import Memory
from hypothesis import given, settings
from hypothesis import strategies as st

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.applicationcheck import validate_application, validate_set_differences
from gitops_lint.argocd.applicationset.environment import ClusterEntry, Environment
from gitops_lint.argocd.applicationset.expand import expand
from gitops_lint.argocd.applicationset.gotemplate import TemplateError, from_json, render
from gitops_lint.argocd.applicationset.supplied import misspelt, unsupplied
from gitops_lint.argocd.globs import glob, path_match
from gitops_lint.argocd.project import destination_permission, read_project, source_permission
from gitops_lint.argocd.projectcheck import check_project
from gitops_lint.argocd.repourl import normalize_git_url, parse_address, same_repository
from gitops_lint.argocd.secretcheck import cluster_config, validate_secret
from gitops_lint.argocd.secrets import SECRET_TYPE, argocd_secret

KEYS = """spec metadata source sources generators list elements elementsYaml clusters selector matchLabels matchExpressions key operator values git
directories files path exclude repoURL revision matrix merge mergeKeys template templatePatch goTemplate goTemplateOptions name labels destination
server namespace syncPolicy automated syncOptions helm valueFiles fileParameters ignoreDifferences jsonPointers project sourceRepos destinations
roles policies groups syncWindows kind schedule duration applications destinationServiceAccounts clusterResourceWhitelist pathParamPrefix flatList
syncSource drySource sourceHydrator retry backoff finalizers annotations managedNamespaceMetadata defaultServiceAccount""".split()  # noqa: SIM905
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=True), st.sampled_from(["", "*", "!*", "{{a}}", "{{.a}}", "{{", "In", "apps/*", "1h", "[", "a: ["]), st.text(max_size=6)
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=25,
)
GENERATORS = st.dictionaries(
    st.sampled_from(["list", "clusters", "git", "matrix", "merge", "plugin", "selector"]), VALUES, max_size=2
)
SPECS = st.fixed_dictionaries(
    {}, optional={"generators": st.lists(GENERATORS, max_size=3), **dict.fromkeys(("template", "templatePatch", "goTemplate", "goTemplateOptions", "syncPolicy"), VALUES)}
)  # fmt: skip
ENV = Environment(Memory({"apps/a/x.yaml": "a: 1"}), [ClusterEntry("dev", "https://dev")])


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_readers_never_raise(value: Any) -> None:
    wrapped = {"spec": value, "metadata": {"name": "a"}}
    for item in (value, wrapped):
        read_application(item)
        validate_application(item)
        list(validate_set_differences(item))
        check_project(item)
        project = read_project(item)
        source_permission(project, "https://h/r")
        destination_permission(project, (None, "a"), "b")


@settings(max_examples=150, deadline=None)
@given(SPECS)
def test_expansion_never_raises(spec: dict[str, Any]) -> None:
    value = {"metadata": {"name": "a", "namespace": "b"}, "spec": spec}
    expand(value, ENV)
    assert {found[:2] for found in misspelt(value)} <= set(unsupplied(value, ()))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["cluster", "repository", "repo-creds", "other"]),
    st.dictionaries(
        st.sampled_from(["name", "server", "config", "url", "type", "insecure", "shard", "depth", "nmae"]), VALUES
    ),
    VALUES,
)
def test_secrets_never_raise(kind: str, fields: dict[str, Any], config: Any) -> None:
    data = {**fields, "config": fields["config"] if "config" in fields else json.dumps(config)}
    for section in ("stringData", "data"):
        value = {"kind": "Secret", "metadata": {"name": "a", "labels": {SECRET_TYPE: kind}}, section: data}
        for secret in argocd_secret(value):
            list(validate_secret(secret))
            cluster_config(secret)


@settings(max_examples=150, deadline=None)
@given(st.text('{}.-/* |$:=()"`ab1 \n', max_size=30), VALUES)
def test_templates_fail_in_one_way(text: str, value: Any) -> None:
    with contextlib.suppress(TemplateError):
        render("{{" + text + "}}", from_json({"a": value}))


@settings(max_examples=150, deadline=None)
@given(st.text("abAB:/@.-[]{}*?!%#\\ \u00e9\0", max_size=20), st.text("ab/", max_size=8))
def test_texts_never_raise(text: str, name: str) -> None:
    glob(text, name, "/")
    path_match(text, name)
    parse_address(text)
    same_repository(text, ["https://h/a/b"])
    assert normalize_git_url(normalize_git_url(text)) is not None


@given(st.text("abc/-.", max_size=20))
def test_a_literal_pattern_matches_itself_and_a_star_matches_all(text: str) -> None:
    assert glob(text, text, "/")
    assert glob("**", text, "/")
    assert path_match(text, text)
