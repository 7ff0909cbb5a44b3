"""``gitops-lint graph --rights``: the policy of Argo CD and the roles of its projects, as everybody feels them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gitops_lint.cli.main import main

POLICY = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
data:
  policy.default: role:look
  scopes: '[groups, email]'
  policy.csv: |
    p, role:look, applications, get, */*, allow
    p, role:shop, applications, get, shop/*, allow
    p, role:shop, applications, sync, shop/*, allow
    p, role:shop, applications, delete, shop/web, allow
    p, role:shop, applications, sync, shop/db, deny
    p, role:shop, clusters, get, *, allow
    g, acme:shop, role:shop
  policy.more.csv: |
    p, role:old, logs, get, */*, allow
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  roles:
    - name: ci
      groups: [acme:ci]
      policies: ["p, proj:shop:ci, applications, sync, shop/*, allow"]
"""

TEXT = """\
argocd/argocd-rbac-cm  rbac.yaml
  everybody: role:look; groups are the claims groups, email
  role:look
    all projects: applications get
  acme:ci  (proj:shop:ci)
    project shop: applications sync
  acme:shop  (role:shop)
    project shop: applications delete*, get, sync*
    Argo CD itself: clusters get
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "rbac.yaml").write_text(POLICY)
    return tmp_path


def test_everybody_with_what_they_may(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--rights", "--root", str(root)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(TEXT)
    assert shown.endswith("  nobody has role:old\n")
    assert "  admin  (role:admin, role:readonly)\n    all projects: applications action, create, delete," in shown


def test_each_right_with_the_line_it_comes_from(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--rights", "--output-format", "json", "--root", str(root)]) == 0
    (policy,) = json.loads(capsys.readouterr().out)
    assert (policy["default"], policy["scopes"], policy["unheldRoles"]) == (
        "role:look",
        ["groups", "email"],
        ["role:old"],
    )
    shop = next(subject for subject in policy["subjects"] if subject["name"] == "acme:shop")
    assert shop["may"]["project shop"] == {"applications": ["delete*", "get", "sync*"]}
    assert shop["lines"][0] == {
        "resource": "applications",
        "action": "get",
        "object": "shop/*",
        "effect": "allow",
        "through": ["role:shop"],
        "key": "policy.csv",
        "line": 2,
    }


def test_it_is_no_drawing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--rights", "--output-format", "dot", "--root", str(root)]) == 2
    assert "--rights is shown as text or json, not as dot" in capsys.readouterr().err


def test_without_a_policy_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--rights", "--root", str(tmp_path)]) == 0
    assert capsys.readouterr() == ("", "gitops-lint: argocd-rbac-cm is not in this repository\n")
