"""Clusters of the configuration are judged by EKS' support dates, at their line."""

from __future__ import annotations

from conftest import Run
from support import Tree

CONFIG = """\
version: 1
clusters:
  prod:
    account: "351619759866"
    kubernetes-version: "1.24"
  kind:
    kubernetes-version: "1.24"
"""


def test_a_configured_cluster_on_eks(tree: Tree, run: Run) -> None:
    tree.write({".gitops-lint.yaml": CONFIG})
    result = run("check", "--select", "eks-version-unsupported", "--no-cache", "--output-format", "concise")
    message = "EKS has not supported Kubernetes 1.24 since 2025-01-31, it upgrades the cluster by itself"
    assert result.lines[0] == f".gitops-lint.yaml:5:25: error[eks-version-unsupported]: {message}"
    assert sum("eks-version-unsupported" in line for line in result.lines) == 1


def test_the_configuration_knows_better(tree: Tree, run: Run) -> None:
    rules = 'rules:\n  eks-version-unsupported: {dates: ["1.24 2098-01-31 2099-01-31"]}\n'
    tree.write({".gitops-lint.yaml": CONFIG + rules})
    result = run("check", "--select", "eks-version-unsupported", "--no-cache", "--output-format", "concise")
    assert result.status == 0
