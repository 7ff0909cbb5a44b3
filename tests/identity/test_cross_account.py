"""A role in another account counts less where its own trust policy admits the ServiceAccount."""

from __future__ import annotations

import json

import pytest
from conftest import Run
from support import Tree

CONFIG = """
version: 1
clusters:
  prod: {account: "351619759866"}
"""
APPLICATION = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: api, namespace: argocd}
spec:
  project: default
  source: {repoURL: "https://git.example/acme/gitops.git", path: api, targetRevision: main}
  destination: {name: prod, namespace: shop}
"""
ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/5B0C2A9D3E4F5A6B7C8D9E0F1A2B3C4D"
ACCOUNT = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: api, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::720134568901:role/api"}}
"""


def role(subject: str) -> str:
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::720134568901:oidc-provider/{ISSUER}"},
        "Condition": {"StringEquals": {f"{ISSUER}:sub": subject}},
    }
    policy = json.dumps({"Statement": [statement]})
    return f"""
apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata: {{name: api, namespace: ack}}
spec: {{name: api, assumeRolePolicyDocument: {json.dumps(policy)}}}
"""


@pytest.mark.parametrize(
    ("subject", "severity"),
    [("", "warning"), ("system:serviceaccount:shop:api", "info"), ("system:serviceaccount:shop:web", "warning")],
)
def test_severity(tree: Tree, run: Run, subject: str, severity: str) -> None:
    files = {".gitops-lint.yaml": CONFIG, "apps/api.yaml": APPLICATION, "api/account.yaml": ACCOUNT}
    tree.write({**files, "api/role.yaml": role(subject)} if subject else files)
    words = ("--select", "irsa-role-account-mismatch", "--no-cache", "--output-format", "json")
    (finding,) = json.loads(run("check", *words).out)["findings"]
    assert finding["severity"] == severity
    assert finding["message"] == "role is in the account '720134568901', its cluster in '351619759866'"
