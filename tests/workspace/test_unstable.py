"""Charts that print another thing each time: which are looked at, how often, and what is kept of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gitops_lint import lint
from gitops_lint.settings import Config, config_from
from gitops_lint.values import replace

pytestmark = pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not installed")

URL = "https://github.com/acme/deploy"
APPLICATION = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: NAME, namespace: argocd}}
spec:
  project: shop
  destination: {{server: https://kubernetes.default.svc, namespace: NAME}}
  source: {{repoURL: {URL}, targetRevision: HEAD, path: shop}}
"""
TEMPLATE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: NAME}
data: {instance: VALUE}
"""


def config(cache: str = "") -> Config:
    made = config_from({"repositories": {URL: "."}})
    return replace(made, select_only=("helm-output-random",), plugins=False, cache=cache)


def chart(root: Path, **templates: str) -> None:
    (root / "shop" / "templates").mkdir(parents=True, exist_ok=True)
    (root / "shop" / "Chart.yaml").write_text("{apiVersion: v2, name: shop, version: 1.0.0}\n")
    for name, value in templates.items():
        text = TEMPLATE.replace("NAME", name).replace("VALUE", value)
        (root / "shop" / "templates" / f"{name}.yaml").write_text(text)


def messages(root: Path, cache: str = "") -> list[str]:
    report = lint([root], config(cache))
    assert report.failures == ()
    return [f"{finding.location[0]} {finding.message}" for finding in report.findings]


FOUND = "shop/templates/random.yaml '/data/instance' of the ConfigMap is another one each time the chart is rendered"


def test_one_chart_in_many_applications_is_one_finding(tmp_path: Path) -> None:
    chart(tmp_path, random="{{ randAlphaNum 8 }}", stable="{{ .Release.Name }}")
    for number in range(5):
        (tmp_path / f"shop-{number}.yaml").write_text(APPLICATION.replace("NAME", f"shop-{number}"))
    assert messages(tmp_path) == [FOUND]


def test_a_chart_that_no_application_deploys_is_left_alone(tmp_path: Path) -> None:
    chart(tmp_path, random="{{ randAlphaNum 8 }}")
    assert messages(tmp_path) == []


def test_a_word_alone_is_no_finding(tmp_path: Path) -> None:
    chart(tmp_path, random="{{ .Values.name | default (`one` | sha256sum) }} # not randAlphaNum")
    (tmp_path / "app.yaml").write_text(APPLICATION.replace("NAME", "shop"))
    assert messages(tmp_path) == []


def test_the_answer_is_kept(tmp_path: Path) -> None:
    root, cache = tmp_path / "repo", tmp_path / "cache"
    chart(root, random="{{ randNumeric 12 | quote }}")
    (root / "app.yaml").write_text(APPLICATION.replace("NAME", "shop"))
    assert messages(root, str(cache)) == [FOUND]
    kept = [path.read_text() for path in cache.rglob("*.json")]
    assert any('["data", "instance"]' in text.replace('\\"', '"') for text in kept)
    assert messages(root, str(cache)) == [FOUND]
