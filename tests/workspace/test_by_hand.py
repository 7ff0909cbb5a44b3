"""An Application beside a kustomization that does not name it is one that somebody applies, or a leftover."""

from __future__ import annotations

import json

import pytest
from conftest import Run
from support import Tree

OWN = "https://git.example/acme/deploy.git"
SETTINGS = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n"
UNUSED = "info kustomize-file-unreferenced"


def application(name: str, path: str) -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
  source: {{repoURL: "{OWN}", targetRevision: HEAD, path: {path}}}
"""


@pytest.fixture
def own(tree: Tree) -> Tree:
    tree.write({".gitops-lint.yaml": json.dumps({"version": 1, "repositories": {OWN: "."}})})
    return tree


def judged(run: Run) -> tuple[int, list[str]]:
    """How many Applications there are, and which findings about paths and unused files."""
    report = run("--output-format", "json", "--select", "argocd-target-not-found,kustomize-file-unreferenced").json
    found = [f"{item['path']}:{item['line']} {item['severity']} {item['rule']}" for item in report["findings"]]
    return report["summary"]["applications"], found


def test_the_application_of_the_folder_it_lies_in(own: Tree, run: Run) -> None:
    own.write(
        {
            "deploy/kustomization.yaml": "resources: [settings.yaml]\n",
            "deploy/settings.yaml": SETTINGS,
            "deploy/application.yaml": application("shop", "deploy"),
        }
    )
    assert judged(run) == (1, [])
    assert run("graph").lines == ["argocd/shop  deploy  → in-cluster/shop  1 object"]


def test_it_is_judged_like_any_other(own: Tree, run: Run) -> None:
    own.write(
        {
            "argocd/kustomization.yaml": "resources: [settings.yaml]\n",
            "argocd/settings.yaml": SETTINGS,
            "argocd/application.yaml": application("shop", "deplyo"),
            "deploy/settings.yaml": SETTINGS,
        }
    )
    assert judged(run) == (1, ["argocd/application.yaml:7 error argocd-target-not-found"])


def test_sets_and_projects(own: Tree, run: Run) -> None:
    own.write(
        {
            "argocd/kustomization.yaml": "resources: [settings.yaml]\n",
            "argocd/settings.yaml": SETTINGS,
            "argocd/project.yaml": "{apiVersion: argoproj.io/v1alpha1, kind: AppProject, metadata: {name: shop}}\n",
            "argocd/set.yaml": f"""\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: shops, namespace: argocd}}
spec:
  generators: [{{git: {{repoURL: "{OWN}", revision: HEAD, directories: [{{path: "shops/*"}}]}}}}]
  template:
    metadata: {{name: "{{{{path.basename}}}}"}}
    spec:
      project: shop
      destination: {{server: https://kubernetes.default.svc, namespace: shop}}
      source: {{repoURL: "{OWN}", targetRevision: HEAD, path: "{{{{path}}}}"}}
""",
            "shops/a/settings.yaml": SETTINGS,
            "shops/b/settings.yaml": SETTINGS,
        }
    )
    assert judged(run) == (2, [])


@pytest.mark.parametrize("listed", ["resources: [settings.yaml]\n", "resources: [settings.yaml, root.yaml]\n"])
def test_a_root_that_deploys_the_kustomization_beside_it(listed: str, own: Tree, run: Run) -> None:
    """The kustomization lists the Applications below the root; the root may be among them."""
    own.write(
        {
            "apps/kustomization.yaml": listed.replace("settings", "shop"),
            "apps/shop.yaml": application("shop", "deploy"),
            "apps/root.yaml": application("root", "apps"),
            "deploy/settings.yaml": SETTINGS,
        }
    )
    assert judged(run) == (2, [])


LEFT_OVER = {
    "the kustomization lists others of its kind": {
        "apps/kustomization.yaml": "resources: [shop.yaml]\n",
        "apps/shop.yaml": application("shop", "deploy"),
    },
    "it is commented out": {
        "apps/kustomization.yaml": "resources:\n  - settings.yaml\n  # - ./old.yaml\n",
        "apps/settings.yaml": SETTINGS,
    },
    "another Application deploys the same": {
        "apps/kustomization.yaml": "resources: [settings.yaml]\n",
        "apps/settings.yaml": SETTINGS,
        "roots/first.yaml": application("first", "gone"),
        "gone/settings.yaml": SETTINGS,
    },
}


@pytest.mark.parametrize("files", LEFT_OVER.values(), ids=LEFT_OVER)
def test_a_leftover_is_said_to_be_unused_and_no_more(files: dict[str, str], own: Tree, run: Run) -> None:
    own.write({"deploy/settings.yaml": SETTINGS, "apps/old.yaml": application("old", "gone"), **files})
    applications = sum("kind: Application" in text for text in files.values())
    assert judged(run) == (applications, [f"apps/old.yaml:3 {UNUSED}"])


def test_a_name_that_is_part_of_another_is_not_commented_out(own: Tree, run: Run) -> None:
    own.write(
        {
            "apps/kustomization.yaml": "resources:\n  - settings.yaml\n  # - very-old.yaml\n",
            "apps/settings.yaml": SETTINGS,
            "apps/old.yaml": application("old", "gone"),
        }
    )
    assert judged(run) == (1, ["apps/old.yaml:7 error argocd-target-not-found"])


CHART = {
    "Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n",
    "templates/settings.yaml": SETTINGS,
}


def test_a_repository_that_is_a_chart(own: Tree, run: Run) -> None:
    own.write({**CHART, "argocd/application.yaml": application("shop", "gone")})
    assert judged(run) == (1, ["argocd/application.yaml:7 error argocd-target-not-found"])


def test_beside_a_chart(own: Tree, run: Run) -> None:
    own.write({f"chart/{path}": text for path, text in CHART.items()})
    own.write({"chart/application.yaml": application("shop", "chart")})
    assert judged(run) == (1, [])


@pytest.mark.parametrize("path", ["examples/app.yaml", "ci/app.yaml", "charts/sub/app.yaml"])
def test_what_only_shows_or_tests_a_chart(path: str, own: Tree, run: Run) -> None:
    own.write({**CHART, path: application("shop", "gone")})
    assert judged(run) == (0, [])


def test_what_a_chart_prints_or_others_write(own: Tree, run: Run) -> None:
    reads = (
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: '{{ .Files.Get \"app.yaml\" | b64enc }}'}}\n"
    )
    own.write({**CHART, "templates/settings.yaml": reads, "app.yaml": application("shop", "gone")})
    assert judged(run) == (0, [])
    config = {"version": 1, "repositories": {OWN: "."}, "vendored": ["app.yaml"]}
    own.write({".gitops-lint.yaml": json.dumps(config), "templates/settings.yaml": SETTINGS})
    assert judged(run) == (0, [])


def test_one_below_another_root_is_that_root_s(own: Tree, run: Run) -> None:
    """Both lie in the folder of the chart; the second is not said to be applied by hand as well."""
    own.write({**CHART, "argocd/root.yaml": application("root", "apps"), "apps/shop.yaml": application("shop", ".")})
    assert judged(run) == (2, [])
    assert [line.strip("└─ ").split()[0] for line in run("graph").lines] == ["argocd/root", "argocd/shop"]


def test_a_chart_with_a_template_that_is_a_link_to_nothing(own: Tree, run: Run) -> None:
    own.write(
        {"Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n", "argocd/app.yaml": application("shop", "gone")}
    )
    (own.root / "templates").mkdir()
    (own.root / "templates" / "a.yaml").symlink_to("nowhere.yaml")
    assert judged(run) == (1, ["argocd/app.yaml:7 error argocd-target-not-found"])
