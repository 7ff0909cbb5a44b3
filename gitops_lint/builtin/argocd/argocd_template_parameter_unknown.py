"""Rule: template of an ApplicationSet uses a parameter that no generator supplies."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class ArgocdTemplateParameterUnknown(Rule[Problem]):
    """Without `goTemplate` Argo CD leaves such a tag in the text as it is, and the Application gets `{{name}}` for a name, a path or a cluster.

    Compare with the parameters that the generators give.

    Tags that cannot name a parameter (`{{ .Values.host }}`, `{{ $labels.pod }}`) are left alone in the settings of Helm and
    kustomize: the chart reads them.

    **When to allow it.**  The tag is meant for somebody further down, such as Helm.
    """

    summary = "template of an ApplicationSet uses a parameter that no generator supplies"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})
