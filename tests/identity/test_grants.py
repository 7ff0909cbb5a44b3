"""The roles in values of charts that are not here."""

from __future__ import annotations

from gitops_lint.identity.grants import Grant, grants
from gitops_lint.settings import Config
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace import build_repository

ROLE = "arn:aws:iam::351619759866:role"
PLACE = ("server", "serviceAccount", "annotations", "eks.amazonaws.com/role-arn")


def granted(helm: str, **files: str) -> tuple[Grant, ...]:
    application = f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: loki, namespace: argocd}}
spec:
  project: default
  sources:
    - {{repoURL: "https://charts.example", chart: loki, targetRevision: 6.1.0, helm: {helm}}}
    - {{repoURL: "https://git.example/acme/gitops.git", targetRevision: main, ref: values}}
  destination: {{name: prod, namespace: loki}}
"""
    tree = MemoryTree({"app.yaml": application, **{f"loki/{name}.yaml": text for name, text in files.items()}})
    repo = build_repository(tree, Config())
    (deployable,) = [item for item in repo.deployables if item.application is not None]
    return grants(repo, deployable)


def account(role: str, more: str = "") -> str:
    return f'server: {{serviceAccount: {{{more}annotations: {{eks.amazonaws.com/role-arn: "{role}"}}}}}}'


def test_the_last_values_file_wins() -> None:
    files = {"base": account(f"{ROLE}/base", "name: loki, "), "prod": account(f"{ROLE}/prod")}
    both = granted("{valueFiles: [$values/loki/base.yaml, $values/loki/prod.yaml]}", **files)
    assert both == (Grant("loki/prod.yaml", PLACE, "loki", f"{ROLE}/prod"),)
    one = granted("{valueFiles: [$values/loki/base.yaml]}", **files)
    assert one == (Grant("loki/base.yaml", PLACE, "loki", f"{ROLE}/base"),)


def test_inline_values_win_over_files() -> None:
    inline = f"{{{account(f'{ROLE}/inline')}}}"
    found = granted(f"{{valueFiles: [$values/loki/base.yaml], valuesObject: {inline}}}", base=account(f"{ROLE}/base"))
    assert found == (Grant("app.yaml", PLACE, "", f"{ROLE}/inline"),)


def test_what_is_not_here_grants_nothing() -> None:
    assert (
        granted("{valueFiles: [$values/loki/absent.yaml, $other/loki/base.yaml, base.yaml]}", base=account("x")) == ()
    )
    assert granted("{valueFiles: [$values/../../etc/passwd, 3], valuesObject: [a]}") == ()
