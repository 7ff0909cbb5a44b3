"""Rule: chart refuses the Kubernetes version of its cluster."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ChartKubeVersionUnsatisfied(Rule[Problem]):
    """`kubeVersion` in `Chart.yaml` does not hold for the cluster the chart is deployed to; helm stops, and Argo CD applies
    nothing.

    A range such as `>=1.25.0` leaves out what EKS calls `1.33.1-eks-abc`: write `>=1.25.0-0`. Argo CD hands helm the plain
    number, so only `helm install` by hand meets that.

    **When to allow it.** Never: the sync fails.
    """

    summary = "chart refuses the Kubernetes version of its cluster"
    severity = Severity.ERROR
    tags = frozenset({"helm", "sync"})
