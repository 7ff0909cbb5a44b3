# ruff: noqa: E501
from __future__ import annotations

from typing import Any

import pytest
import yaml
from argocd.conftest import CORPORA

from gitops_lint.argocd.application import read_application
from gitops_lint.argocd.applicationcheck import validate_application

FULL = yaml.safe_load(
    """
metadata:
  name: shop
  namespace: argocd
  finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  project: ""
  source: {repoURL: r, path: p}
  sources:
  - repoURL: https://h/charts
    chart: shop
    targetRevision: 1.2.3
    helm: {valueFiles: [$values/a.yaml], fileParameters: [{name: n, path: $values/b}]}
  - {repoURL: https://h/config, targetRevision: main, ref: values}
  destination: {server: https://prod//, namespace: shop}
  syncPolicy:
    automated: {prune: true}
    syncOptions: [CreateNamespace=true]
    managedNamespaceMetadata: {labels: {a: b}}
  ignoreDifferences:
  - {group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}
"""
)


def test_the_view_of_an_application() -> None:
    app = read_application(FULL)
    assert (app.name, app.namespace, app.project) == ("shop", "argocd", "default")
    assert [source.pointer for source in app.sources] == [("spec", "sources", 0), ("spec", "sources", 1)]
    assert app.multiple
    assert app.ignored_source is not None
    chart, config = app.sources
    assert (chart.is_git, chart.tools, chart.renders) == (False, ("helm",), True)
    assert (config.is_git, config.renders, app.refs) == (True, False, {"values": config})
    assert chart.value_files() == [
        ("$values/a.yaml", ("spec", "sources", 0, "helm", "valueFiles", 0)),
        ("$values/b", ("spec", "sources", 0, "helm", "fileParameters", 0, "path")),
    ]
    assert app.destination.server == "https://prod"
    assert app.automated is not None
    assert (app.automated.prune, app.automated.self_heal, app.automated.enabled) == (True, False, True)
    assert app.has_option("CreateNamespace=true")
    assert (app.sync_options[0].key, app.sync_options[0].value) == ("CreateNamespace", "true")
    assert app.namespace_labels == {"a": "b"}
    assert app.ignore_differences[0].json_pointers == ("/spec/replicas",)


def test_which_sources_count() -> None:
    assert read_application({"spec": {"sources": [], "source": {"repoURL": "r"}}}).sources[0].pointer == (
        "spec",
        "source",
    )
    hydrated = read_application({"spec": {"sourceHydrator": {"drySource": {"repoURL": "d"}}, "source": {}}})
    assert (hydrated.hydrated, hydrated.sources[0].repo_url) == (True, "d")
    assert hydrated.sources[0].pointer == ("spec", "sourceHydrator", "drySource")


def app(source: Any = None, **spec: Any) -> dict[str, Any]:
    wanted = source or (None if "sources" in spec or source == "" else {"repoURL": "https://h/r", "path": "p"})
    given: dict[str, Any] = {"source": wanted} if wanted else {}
    return {"metadata": {"name": "shop"}, "spec": {"destination": {"name": "prod"}, **given, **spec}}


GIT = {"repoURL": "https://h/r", "path": "p"}
VALUES = {"repoURL": "https://h/v", "ref": "values"}
USES = {**GIT, "helm": {"valueFiles": ["$values/x.yaml"]}}
REQUIRED = "spec.source.repoURL and either spec.source.path or spec.source.chart are required"


@pytest.mark.parametrize(
    ("value", "pointer", "message"),
    [
        (app(""), ("spec",), REQUIRED),
        (app({"path": "p"}), ("spec", "source"), REQUIRED),
        (app({"repoURL": "https://h/r"}), ("spec", "source"), REQUIRED),
        (
            app(sources=[GIT, {"repoURL": "https://h/r"}]),
            ("spec", "sources", 1),
            "spec.source.repoURL and either source.path, source.chart, or source.ref are required",
        ),
        (
            app({"repoURL": "https://h/c", "chart": "c"}),
            ("spec", "source"),
            "spec.source.targetRevision is required if the manifest source is a helm chart",
        ),
        (
            app({"repoURL": "https://h/c", "chart": "c", "targetRevision": "HEAD"}),
            ("spec", "source", "targetRevision"),
            "invalid revision 'HEAD' for chart 'c'",
        ),
        (
            app({**GIT, "helm": {}, "kustomize": {}}),
            ("spec", "source", "helm"),
            "multiple application sources defined: Kustomize,Helm",
        ),
        (app({**GIT, "path": "/p"}), ("spec", "source", "path"), "/p: app path is absolute"),
        (
            app({**GIT, "chart": "c", "targetRevision": "1.0.0"}),
            ("spec", "source", "path"),
            "path 'p' is ignored because chart 'c' is set",
        ),
        (
            app({**GIT, "helm": {"values": "a: 1", "valuesObject": {"a": 1}}}),
            ("spec", "source", "helm", "values"),
            "helm.values is ignored because helm.valuesObject is set",
        ),
        (app(sources=[GIT], source=GIT), ("spec", "source"), "spec.source is ignored because spec.sources is set"),
        (
            app(sources=[{**GIT, "name": "a"}, {**GIT, "name": "a"}]),
            ("spec", "sources", 1, "name"),
            "source name 'a' is used more than once",
        ),
        (
            app(sources=[GIT, {**GIT, "ref": "val ues"}]),
            ("spec", "sources", 1, "ref"),
            "sources.ref val ues cannot contain any special characters except '_' and '-'",
        ),
        (
            app(sources=[USES]),
            ("spec", "sources", 0, "helm", "valueFiles", 0),
            "source referenced \"$values\", but no source has a 'ref' field defined",
        ),
        (
            app(sources=[USES, VALUES, VALUES]),
            ("spec", "sources", 2, "ref"),
            "invalid sources: multiple sources had the same `ref` key",
        ),
        (
            app(sources=[USES, {**VALUES, "chart": "c", "targetRevision": "1.0.0"}]),
            ("spec", "sources", 1, "chart"),
            "source has a 'chart' field defined, but Helm charts are not supported for 'ref' sources",
        ),
        (
            app(USES),
            ("spec", "source", "helm", "valueFiles", 0),
            "'$values' is no reference in spec.source: it becomes the empty string and the path '/x.yaml'",
        ),
        (app(sources=[GIT, VALUES]), ("spec", "sources", 1, "ref"), "no value file uses the source with ref 'values'"),
        (
            app(
                sources=[
                    {**USES, "targetRevision": "v1"},
                    {**VALUES, "repoURL": "https://h/r.git", "targetRevision": "v2"},
                ]
            ),
            ("spec", "sources", 1),
            'cannot reference a different revision of the same repository ($values references "v2" while the application references "v1")',
        ),
        (app(destination={}), ("spec", "destination"), "Destination server missing from app spec"),
        (
            app(destination={"name": "a", "server": "https://b"}),
            ("spec", "destination"),
            "application destination can't have both name and server defined: a https://b",
        ),
        (
            app(sourceHydrator={"drySource": {"repoURL": "r"}, "syncSource": {}}, source=""),
            ("spec", "sourceHydrator", "syncSource"),
            "spec.sourceHydrator.syncSource.targetBranch is required",
        ),
        (
            app(syncPolicy={"managedNamespaceMetadata": {}}),
            ("spec", "syncPolicy", "managedNamespaceMetadata"),
            "managedNamespaceMetadata has no effect without the sync option 'CreateNamespace=true'",
        ),
        (
            app(syncPolicy={"retry": {"backoff": {"duration": "5x"}}}),
            ("spec", "syncPolicy", "retry", "backoff", "duration"),
            "unable to parse 5x as a duration",
        ),
        (
            app(ignoreDifferences=[{"kind": "Secret"}]),
            ("spec", "ignoreDifferences", 0),
            "ignoreDifferences entry has none of jsonPointers, jqPathExpressions, managedFieldsManagers",
        ),
        (
            app(ignoreDifferences=[{"kind": "Secret", "jsonPointers": ["data"]}]),
            ("spec", "ignoreDifferences", 0, "jsonPointers", 0),
            "JSON pointer 'data' must start with '/'",
        ),
    ],
)
def test_mistakes(value: dict[str, Any], pointer: tuple[str | int, ...], message: str) -> None:
    assert [(problem.pointer, problem.message) for problem in validate_application(value)] == [(pointer, message)]


@pytest.mark.parametrize(
    "value",
    [
        app(),
        app({"repoURL": "ghcr.io/acme", "chart": "shop", "targetRevision": "1.2.3"}),
        app(sources=[USES, VALUES]),
        app(
            sources=[{**USES, "targetRevision": "main"}, {**VALUES, "repoURL": "https://h/r", "targetRevision": "HEAD"}]
        ),
        app({**GIT, "helm": {"valueFiles": ["$ARGOCD_APP_NAME/x.yaml", "values.yaml"]}}),
        app(syncPolicy={"retry": {"backoff": {"duration": "5s", "maxDuration": "180"}}}),
    ],
)
def test_near_misses(value: dict[str, Any]) -> None:
    assert validate_application(value) == []


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        [],
        {"spec": []},
        {"spec": {"sources": [1, None], "destination": 3, "syncPolicy": []}},
        {"metadata": [], "spec": {"source": {"helm": 3, "repoURL": []}, "ignoreDifferences": [1]}},
    ],
)
def test_any_shape_is_survived(value: Any) -> None:
    assert isinstance(validate_application(value), list)


@pytest.mark.corpora
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the checkout")
def test_real_applications_are_valid() -> None:
    found = []
    count = 0
    for path in sorted((CORPORA / "eoepca-plus").rglob("*.yaml")):
        text = path.read_text()
        if "kind: Application\n" not in text:
            continue
        for value in yaml.safe_load_all(text):
            if isinstance(value, dict) and value.get("kind") == "Application":
                count += 1
                found += [(path.name, problem.message) for problem in validate_application(value)]
    assert count == 57
    assert found == []
