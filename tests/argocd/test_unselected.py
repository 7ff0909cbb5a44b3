"""What a selector of clusters asks for in vain, and whether that is likely to be a mistake."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_lint.apischema.wording import is_slip
from gitops_lint.argocd.applicationset.environment import ClusterEntry
from gitops_lint.argocd.applicationset.unselected import Unmet, unmet

CLUSTERS = (
    ClusterEntry("prod", "https://prod", labels={"env": "prod", "enable_ebs": "true", "enable_dns": "false"}),
    ClusterEntry("dev", "https://dev", labels={"env": "dev", "tier": "small"}),
)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        (
            {"matchLabels": {"envs": "prod"}},
            Unmet(("matchLabels", "envs"), "no cluster has the label 'envs', did you mean 'env'?", of_key=True),
        ),
        (
            {"matchLabels": {"env": "pord"}},
            Unmet(("matchLabels", "env"), "no cluster has the label 'env' with the value 'pord', did you mean 'prod'?"),
        ),
        (
            {"matchLabels": {"env": "staging"}},
            Unmet(("matchLabels", "env"), "no cluster has the label 'env' with the value 'staging'"),
        ),
        (
            {"matchLabels": {"enable_dns": "true"}},
            Unmet(
                ("matchLabels", "enable_dns"),
                "no cluster has the label 'enable_dns' with the value 'true'",
                switch=True,
            ),
        ),
        (
            {"matchExpressions": [{"key": "enable_efs", "operator": "Exists"}]},
            Unmet(("matchExpressions", 0, "key"), "no cluster has the label 'enable_efs'", switch=True),
        ),
        (
            {"matchExpressions": [{"key": "env", "operator": "In", "values": ["qa", "uat"]}]},
            Unmet(("matchExpressions", 0, "values"), "no cluster has the label 'env' with the value 'qa'"),
        ),
        ({"matchLabels": {"env": "prod", "tier": "small"}}, Unmet((), "no cluster has the labels")),
        ({"matchLabels": {"env": "{{stage}}"}}, Unmet((), "no cluster has the labels")),
        ({"matchExpressions": [{"key": "env", "operator": "DoesNotExist"}]}, Unmet((), "no cluster has the labels")),
    ],
)
def test_what_no_cluster_has(selector: Any, found: Unmet) -> None:
    assert unmet(selector, CLUSTERS, is_slip) == found
