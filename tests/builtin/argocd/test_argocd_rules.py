"""The rules about Argo CD, beyond their examples: what they say of whole trees, and what they stay silent about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gitops_lint.api import Run, registry_for
from gitops_lint.settings import Config, config_from
from gitops_lint.source.discover import working_copy
from gitops_lint.source.tree import MemoryTree, Tree

REGISTRY = registry_for(Config(plugins=False))
CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
NAMES = sorted(name for name in REGISTRY.entries if name.startswith("argocd-"))
OWN = {"repositories": {"https://github.com/acme/deploy": "."}}
ROLE = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: shop}, rules: []}\n"
SETTINGS = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n"


def findings(tree: Tree | Mapping[str, str], *select: str, config: Mapping[str, object] = OWN) -> list[str]:
    """File, line, severity and message of every finding."""
    if isinstance(tree, Mapping):
        tree = MemoryTree(dict(tree))
    chosen = replace(config_from({"version": 1, **config}), select_only=select, plugins=False)
    report = Run(tree, chosen, REGISTRY).report()
    assert [failure.traceback for failure in report.failures] == []
    return [f"{f.location.path}:{f.location.span.line} {f.severity.label} {f.message}" for f in report.findings]


def application(name: str, path: str, *, server: str = "https://kubernetes.default.svc") -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: shop
  destination: {{server: "{server}", namespace: shop}}
  source: {{repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: {path}}}
"""


PROJECT = """
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ["https://github.com/acme/*"]
  destinations: [{server: https://kubernetes.default.svc, namespace: shop}]
"""
SET = """
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: tenants, namespace: argocd}
spec:
  generators: [{%s}]
  template:
    metadata: {name: "tenant-{{name}}"}
    spec:
      project: shop
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
      syncPolicy: {syncOptions: [CreateNamespace=True]}
"""


MISSPELT = (
    "set.yaml:13 warning sync option 'CreateNamespace=True' has no effect on an Application, "
    "did you mean 'CreateNamespace=true'?"
)


def test_a_template_is_found_once_for_all_it_generates() -> None:
    tenants = SET % "list: {elements: [{name: a}, {name: b}]}"
    files = {"set.yaml": tenants, "shop/role.yaml": ROLE, "p/shop.yaml": PROJECT}
    assert findings(files, "argocd-object-not-permitted", "argocd-sync-option-unknown") == [
        "set.yaml:10 error resource rbac.authorization.k8s.io:ClusterRole is not permitted in project shop",
        MISSPELT,
    ]


def test_a_template_that_nobody_can_expand_is_judged_itself() -> None:
    files = {"set.yaml": SET % "pullRequest: {github: {owner: acme, repo: shop}}"}
    assert findings(files, "argocd-sync-option-unknown", "argocd-project-not-found") == [
        "set.yaml:10 info AppProject 'shop' is not in the repository",
        MISSPELT,
    ]


def test_one_project_of_several_with_that_name_may_permit() -> None:
    wide = PROJECT.replace("destinations", "clusterResourceWhitelist: [{group: '*', kind: '*'}]\n  destinations")
    files = {"apps/shop.yaml": application("shop", "shop"), "shop/role.yaml": ROLE, "dev/p.yaml": PROJECT}
    assert len(findings(files, "argocd-object-not-permitted")) == 1
    assert findings({**files, "prod/p.yaml": wide}, "argocd-object-not-permitted") == []


COMMON = """
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
data: {globalProjects: "[{projectName: common, labelSelector: %s}]"}
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: common, namespace: argocd}
spec: {%s: [{group: "*", kind: "*"}]}
"""
REFUSED = "apps/shop.yaml:6 error resource rbac.authorization.k8s.io:ClusterRole is not permitted in project shop"


@pytest.mark.parametrize(
    ("selector", "key", "found"),
    [
        ("{}", "clusterResourceWhitelist", []),
        ("{matchLabels: {team: shop}}", "clusterResourceWhitelist", [REFUSED]),
        ("{}", "clusterResourceBlacklist", [REFUSED]),
    ],
)
def test_a_global_project_permits_and_forbids_where_it_is_one(selector: str, key: str, found: list[str]) -> None:
    files = {"apps/shop.yaml": application("shop", "shop"), "shop/role.yaml": ROLE, "p/p.yaml": PROJECT}
    assert findings({**files, "p/cm.yaml": COMMON % (selector, key)}, "argocd-object-not-permitted") == found


def test_a_global_project_may_restrict_the_built_in_one() -> None:
    shop = application("shop", "shop").replace("project: shop", "project: default")
    files = {"apps/shop.yaml": shop, "shop/role.yaml": ROLE}
    assert findings(files, "argocd-object-not-permitted") == []
    files["p/cm.yaml"] = COMMON % ("{}", "clusterResourceBlacklist")
    assert findings(files, "argocd-object-not-permitted") == [REFUSED.replace("project shop", "project default")]


def test_a_global_project_elsewhere_may_permit_more() -> None:
    alone = COMMON.partition("---")[0] % "{}"
    files = {"apps/shop.yaml": application("shop", "shop"), "shop/role.yaml": ROLE, "p/p.yaml": PROJECT}
    assert findings({**files, "p/cm.yaml": alone}, "argocd-object-not-permitted") == []


def test_a_global_project_is_used_and_its_windows_hold_elsewhere() -> None:
    files = {"apps/shop.yaml": application("shop", "shop"), "shop/role.yaml": ROLE, "p/p.yaml": PROJECT}
    windows = (
        "syncWindows: [{kind: deny, schedule: '0 1 * * *', duration: 1h, namespaces: [%s]}], clusterResourceWhitelist"
    )
    rules = ("argocd-project-unused", "argocd-sync-window-unmatched")
    assert findings({**files, "p/cm.yaml": COMMON % ("{}", windows % "shop")}, *rules) == []
    assert findings({**files, "p/cm.yaml": COMMON % ("{}", windows % "pay")}, *rules) == [
        "p/cm.yaml:10 warning sync window matches no Application of the project"
    ]


def test_an_application_is_judged_by_the_project_of_its_own_argo_cd() -> None:
    wide = PROJECT.replace("destinations", "clusterResourceWhitelist: [{group: '*', kind: '*'}]\n  destinations")
    files = {"shop/role.yaml": ROLE, "clusters/dev/p.yaml": wide, "clusters/prod/p.yaml": PROJECT}
    files |= {f"clusters/{name}/shop.yaml": application("shop", "shop") for name in ("dev", "prod")}
    assert findings(files, "argocd-object-not-permitted") == [REFUSED.replace("apps/", "clusters/prod/")]


def test_a_kind_of_unknown_scope_is_not_judged_by_the_cluster_wide_list() -> None:
    custom = "{apiVersion: unknown.example/v1, kind: Widget, metadata: {name: one}}\n"
    files = {"apps/shop.yaml": application("shop", "shop"), "shop/widget.yaml": custom, "p/p.yaml": PROJECT}
    assert findings(files, "argocd-object-not-permitted") == []


@pytest.mark.parametrize(
    ("second", "config", "count"),
    [
        ({"apps/two.yaml": application("two", "two")}, OWN, 1),
        ({"other/two.yaml": application("two", "two")}, OWN, 0),
        ({"apps/two.yaml": application("two", "two", server="https://prod")}, OWN, 0),
    ],
    ids=["one instance", "perhaps two instances", "two clusters"],
)
def test_objects_are_shared_within_a_cluster(second: dict[str, str], config: Mapping[str, object], count: int) -> None:
    files = {"apps/one.yaml": application("one", "one"), "one/s.yaml": SETTINGS, "two/s.yaml": SETTINGS, **second}
    assert len(findings(files, "argocd-shared-object", config=config)) == count


def test_a_declared_cluster_is_one_cluster_for_every_instance() -> None:
    config = {**OWN, "clusters": {"prod": {"server": "https://prod"}}}
    files = {
        "a/one.yaml": application("one", "one", server="https://prod"),
        "b/two.yaml": application("two", "two", server="https://prod"),
        "one/s.yaml": SETTINGS,
        "two/s.yaml": SETTINGS,
    }
    assert findings(files, "argocd-shared-object", config=config) == [
        "two/s.yaml:1 warning ConfigMap is deployed by another Application too"
    ]


def test_the_other_owners_of_an_object_are_named() -> None:
    names = ("one", "two", "six")
    files = {f"apps/{name}.yaml": application(name, name) for name in names}
    files |= {f"{name}/s.yaml": SETTINGS for name in names}
    chosen = replace(config_from({"version": 1, **OWN}), select_only=("argocd-shared-object",), plugins=False)
    found = Run(MemoryTree(files), chosen, REGISTRY).report().findings
    told = {each.location.path: [f"{of.location.path}: {of.message}" for of in each.related] for each in found}
    assert told == {
        "six/s.yaml": [
            "one/s.yaml: deployed by Application 'argocd/one'",
            "two/s.yaml: deployed by Application 'argocd/two'",
        ],
        "two/s.yaml": [
            "one/s.yaml: deployed by Application 'argocd/one'",
            "six/s.yaml: deployed by Application 'argocd/six'",
        ],
    }


def test_no_report_holds_a_credential() -> None:
    secret = "Tr0ub4dor-and-3"
    app = application("shop", "shop").replace(
        "path: shop", f"path: shop, helm: {{parameters: [{{name: auth.password, value: {secret}}}]}}"
    )
    found = findings({"apps/shop.yaml": app}, "argocd-credential-in-parameters")
    assert found == ["apps/shop.yaml:8 error 'auth.password' holds a credential in clear"]
    assert secret not in "".join(found)


WIDE_OPEN = (
    "argocd/project.yaml:14 warning project 'eoepca' permits every repository, "
    "every cluster and namespace and every cluster-wide kind"
)
NO_TENANTS = (
    "applicationsets/druid-tenants.yaml:22 warning generator matches nothing: no folder 'catalog/druid/tenants/*'"
)

EXCLUDED = [
    f"k8s/apps/external/{name}/endpoint-slice.yaml:2 warning EndpointSlice is excluded, Argo CD does not apply it"
    for name in ("haos", "proxmox", "truenas")
]


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here")
@pytest.mark.parametrize(
    ("corpus", "expected"),
    [
        ("eks-workshop-v2", []),
        ("gitops-catalog", []),
        ("vehagn-homelab", EXCLUDED),
        (
            "eoepca-plus",
            [
                WIDE_OPEN,
                "deploy/k8s/argocd/application.yaml:37 warning no Deployment of group 'apps' is among the objects",
                "deploy/k8s/argocd/application.yaml:41 warning no ConfigMap of group '' is among the objects",
                f"deploy/k8s/{WIDE_OPEN}",
            ],
        ),
        ("stxkxs-eks-gitops", [NO_TENANTS]),
    ],
)
def test_real_repositories_are_quiet_in_the_default_profile(corpus: str, expected: list[str]) -> None:
    tree = working_copy(CORPORA / corpus)
    default = [name for name in NAMES if name in REGISTRY.profiles["default"].select]
    found = findings(tree, *default, config={})
    assert [line for line in found if "is not in the repository" not in line] == expected
