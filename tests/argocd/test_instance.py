"""Each Argo CD of a repository has settings of its own, wherever they are written."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.api import lint_tree
from gitops_lint.argocd.exclusions import ResourceFilter, read_entries
from gitops_lint.argocd.instance import settings_of_instance
from gitops_lint.argocd.settingmaps import is_partial, setting_maps
from gitops_lint.settings import config_from
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace.build import build_repository

URL = "https://github.com/acme/deploy.git"
KEY = "timeout.reconciliation"


def application(name: str, path: str, **more: str) -> str:
    source = "".join(f", {key}: {value}" for key, value in more.items())
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  destination: {{server: "https://kubernetes.default.svc", namespace: {name}}}
  source: {{repoURL: "{URL}", targetRevision: HEAD, path: {path}{source}}}
"""


def config_map(name: str = "argocd-cm", **data: str) -> str:
    lines = "".join(f"  {key.replace('__', '.')}: '{value}'\n" for key, value in data.items())
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: argocd}}\ndata:\n{lines}"


def chart(values: str) -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: argocd, namespace: argocd}}
spec:
  project: default
  destination: {{server: "https://kubernetes.default.svc", namespace: argocd}}
  source:
    repoURL: https://argoproj.github.io/argo-helm
    chart: argo-cd
    targetRevision: 9.2.2
    helm:
{values}
"""


def settings(files: dict[str, str], instance: str = "", **argocd: Any) -> Any:
    data = {"version": 1, "repositories": {URL: "."}, "argocd": argocd}
    return build_repository(MemoryTree(files), config_from(data)).once(settings_of_instance, instance)


SHOP = {"shop/pod.yaml": "{apiVersion: v1, kind: Pod, metadata: {name: shop}, spec: {containers: []}}"}


@pytest.mark.parametrize(
    "files",
    [
        {"argocd/cm.yaml": config_map(timeout__reconciliation="60s")},
        {"argocd/values.yaml": f"configs: {{cm: {{{KEY}: 60s}}}}"},
        {"argocd/values.yaml": f"argo-cd: {{configs: {{cm: {{{KEY}: 60s}}}}}}"},
        {"argocd/values.yaml": f"server: {{config: {{{KEY}: 60s}}}}"},
        {"argocd.yaml": chart(f"      valuesObject: {{configs: {{cm: {{{KEY}: 60s}}}}}}")},
        {"argocd.yaml": chart(f"      values: |\n        configs: {{cm: {{{KEY}: 60s}}}}")},
        {"argocd.yaml": chart(r"      parameters: [{name: 'configs.cm.timeout\.reconciliation', value: 60s}]")},
        {"a/kustomization.yaml": f"helmCharts: [{{name: argo-cd, valuesInline: {{configs: {{cm: {{{KEY}: 60s}}}}}}}}]"},
        {"a/kustomization.yaml": f"configMapGenerator: [{{name: argocd-cm, behavior: merge, literals: [{KEY}=60s]}}]"},
        {
            "a/kustomization.yaml": "{resources: ['https://example.org/install.yaml'], patches: [{path: cm.yaml}]}",
            "a/cm.yaml": config_map(timeout__reconciliation="60s"),
        },
        {
            "a/kustomization.yaml": (
                "resources: ['https://example.org/install.yaml']\n"
                "patches:\n  - target: {kind: ConfigMap, name: argocd-cm}\n"
                f"    patch: |\n      - {{op: add, path: /data/{KEY}, value: 60s}}\n"
            )
        },
        {
            "a/kustomization.yaml": "{resources: [cm.yaml], patches: [{path: patch.yaml}]}",
            "a/cm.yaml": config_map(timeout__reconciliation="180s"),
            "a/patch.yaml": config_map(timeout__reconciliation="60s"),
        },
    ],
)
def test_settings_are_read_wherever_they_are_written(files: dict[str, str]) -> None:
    found = settings({"apps/shop.yaml": application("shop", "shop"), **SHOP, **files})
    assert found.cm.text(KEY) == "60s"


def test_the_configuration_comes_first_then_what_is_rendered_then_values() -> None:
    files = {
        "argocd/cm.yaml": config_map(timeout__reconciliation="60s"),
        "values.yaml": f"configs: {{cm: {{{KEY}: 30s, url: x}}}}",
    }
    assert settings(files).cm.agreed() == {KEY: "60s"}
    assert settings(files, config={KEY: "10s"}).cm.text(KEY) == "10s"
    assert settings(files, config="values.yaml").cm.text(KEY) == "30s"


def test_an_instance_has_the_settings_of_its_folder() -> None:
    files = {
        f"clusters/{name}/{file}": text
        for name in ("dev", "prod")
        for file, text in {
            "shop.yaml": application("shop", "shop"),
            "argocd/kustomization.yaml": "{resources: [../../../base], patches: [{path: cm.yaml}]}",
            "argocd/cm.yaml": config_map(url=name),
        }.items()
    }
    files |= SHOP | {
        "base/kustomization.yaml": "resources: [cm.yaml, params.yaml]",
        "base/cm.yaml": config_map(installationID="base"),
        "base/params.yaml": config_map("argocd-cmd-params-cm", application__namespaces="team-*"),
    }
    for name in ("dev", "prod"):
        found = settings(files, f"clusters/{name}")
        assert found.cm.agreed() == {"installationID": "base", "url": name}
        assert found.params.text("application.namespaces") == "team-*"
        assert found.namespaces == {"argocd"}


def test_what_one_instance_is_told_is_not_told_to_another() -> None:
    files = {
        **{f"clusters/{name}/shop.yaml": application("shop", "shop") for name in ("dev", "prod")},
        **SHOP,
        "clusters/dev/cm.yaml": config_map(url="dev"),
    }
    assert settings(files, "clusters/dev").cm.text("url") == "dev"
    assert settings(files, "clusters/prod").cm.every("url") == {None}


def test_an_argo_cd_for_another_cluster_is_not_the_one_that_deploys_it() -> None:
    there = chart(f"      valuesObject: {{configs: {{cm: {{{KEY}: 60s}}}}}}").replace(
        'server: "https://kubernetes.default.svc"', "name: prod"
    )
    files = {"hub/shop.yaml": application("shop", "shop"), "hub/prod.yaml": there, **SHOP}
    instances = {"hub": {"roots": ["hub"]}, "prod": {"roots": ["prod"], "cluster": "prod"}}
    assert settings(files, "hub", instances=instances).cm.every(KEY) == {None}
    assert settings(files, "prod", instances=instances).cm.text(KEY) == "60s"


def test_the_configuration_of_one_instance_is_for_it_alone() -> None:
    instances = {"dev": {"roots": ["dev"], "config": {KEY: "60s"}}, "prod": {"roots": ["prod"]}}
    assert settings({}, "dev", instances=instances).cm.text(KEY) == "60s"
    assert settings({}, "prod", instances=instances).cm.every(KEY) == {None}


def test_several_that_nothing_tells_apart_say_only_what_they_agree_on() -> None:
    files = {"a/cm.yaml": config_map(url="x", help__chatUrl="y"), "b/cm.yaml": config_map(url="x")}
    found = settings(files).cm
    assert (found.text("url"), found.text("help.chatUrl"), found.every("help.chatUrl")) == ("x", "", {"y", ""})


def notices(files: dict[str, str], **argocd: Any) -> list[str]:
    config = config_from({"version": 1, "repositories": {URL: "."}, "argocd": argocd})
    report = lint_tree(MemoryTree({"apps/shop.yaml": application("shop", "shop"), **SHOP, **files}), config)
    return [notice.message for notice in report.notices if notice.kind == "settings-assumed"]


def test_what_is_assumed_is_said_once() -> None:
    (nowhere,) = notices({"apps/other.yaml": application("other", "shop")})
    assert nowhere == (
        "argocd-cm is not in this repository: Argo CD 3.2 is taken to have its defaults; "
        "'argocd.config' can say otherwise"
    )
    (unclear,) = notices({"a/cm.yaml": config_map(url="x"), "b/cm.yaml": config_map(url="y")})
    assert unclear == (
        "nothing tells which Argo CD reads which argocd-cm of 'a/cm.yaml', 'b/cm.yaml': they differ in 'url'; "
        "'argocd.instances' can say it"
    )
    assert notices({}, config={"url": "x"}) == []
    assert notices({}, managed=True) == []
    assert notices({"a/cm.yaml": config_map(url="x")}) == []


EXCLUDED = "[{apiGroups: [batch], kinds: [Job], clusters: ['https://*.example']}, {kinds: ['*'], apiGroups: [x*.io]}]"


@pytest.mark.parametrize(
    ("kind", "server", "why"),
    [
        (("", "Event"), "", "resource.exclusions"),
        (("metrics.k8s.io", "NodeMetrics"), "", "resource.exclusions"),
        (("coordination.k8s.io", "Lease"), "", "resource.exclusions"),
        (("", "Endpoints"), "", ""),
        (("batch", "Job"), "https://prod.example", "resource.exclusions"),
        (("batch", "Job"), "https://elsewhere", ""),
        (("batch", "Job"), "", ""),
        (("batch", "CronJob"), "https://prod.example", ""),
        (("xyz.io", "Any"), "", "resource.exclusions"),
    ],
)
def test_exclusions(kind: tuple[str, str], server: str, why: str) -> None:
    assert ResourceFilter(read_entries(EXCLUDED) or ()).why_excluded(*kind, server) == why


@pytest.mark.parametrize(
    ("text", "server", "why"),
    [
        ("[{apiGroups: [apps]}]", "", "resource.inclusions"),
        ("[{apiGroups: ['']}]", "", ""),
        ("[{apiGroups: [apps], clusters: ['https://a']}]", "https://b", ""),
        ("[{apiGroups: [apps], clusters: ['https://a']}]", "https://a", "resource.inclusions"),
        ("[{apiGroups: [apps], clusters: ['https://a']}]", "", ""),
        ("[]", "", ""),
    ],
)
def test_inclusions(text: str, server: str, why: str) -> None:
    assert ResourceFilter((), read_entries(text) or ()).why_excluded("", "Pod", server) == why


def maps(files: dict[str, str]) -> list[tuple[str, dict[str, str], bool]]:
    found = build_repository(MemoryTree(files), config_from({"version": 1})).once(setting_maps)
    return [(item.name, item.get("data"), is_partial(item)) for item in found]


def test_values_and_patches_are_looked_at_as_the_config_maps_they_will_make() -> None:
    values = "configs: {cm: {create: true, url: x, admin.enabled: false}, params: {server.insecure: true}}"
    assert maps({"values.yaml": values}) == [
        ("argocd-cm", {"url": "x", "admin.enabled": "false"}, True),
        ("argocd-cmd-params-cm", {"server.insecure": "true"}, True),
    ]
    rendered = config_map(url="y")
    assert maps({"values.yaml": values, "cm.yaml": rendered})[0] == ("argocd-cm", {"url": "y"}, False)


def test_what_is_not_certain_is_not_looked_at() -> None:
    policy = "configs: {{rbac: {{policy.csv: '{}', policy.default: role:readonly}}}}"
    files = {"values.yaml": policy.format("g, a, role:b"), "values-prod.yaml": policy.format("g, a, role:c")}
    assert maps(files) == []
    urls = {"a/values.yaml": "configs: {cm: {url: x, exec.enabled: true}}", "b/values.yaml": "configs: {cm: {url: y}}"}
    assert maps(urls) == [("argocd-cm", {"exec.enabled": "true"}, True)]


def test_other_files_with_the_same_words_say_nothing() -> None:
    assert maps({"values.yaml": "{server: {config: {port: 80}}, configs: {cm: {nginx.conf: x}}}"}) == []
    chart = {"charts/argo-cd/Chart.yaml": "{apiVersion: v2, name: argo-cd, version: 9.2.2, type: library}"}
    assert maps({**chart, "charts/argo-cd/values.yaml": "configs: {cm: {url: x}}"}) == []


EXCLUDING = "resource.exclusions: '[{kinds: [Pod]}]'"


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("argocd/cm.yaml", config_map(resource__exclusions="[{kinds: [Pod]}]"), 5),
        ("argocd/values.yaml", f"configs:\n  cm:\n    {EXCLUDING}\n", 3),
        ("argocd.yaml", chart(f"      values: |\n        configs:\n          cm:\n            {EXCLUDING}"), 15),
    ],
)
def test_a_finding_that_follows_from_a_setting_names_its_place(file: str, text: str, line: int) -> None:
    files = {"apps/shop.yaml": application("shop", "shop"), **SHOP, file: text}
    config = config_from({"version": 1, "repositories": {URL: "."}, "select": ["argocd-excluded-kind"]})
    (finding,) = [one for one in lint_tree(MemoryTree(files), config).findings if one.rule == "argocd-excluded-kind"]
    related = [(one.location.path, one.location.span.line) for one in finding.related if "told" in one.message]
    assert (finding.location.path, related) == ("shop/pod.yaml", [(file, line)])
