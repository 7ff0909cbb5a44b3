"""Rule: a template asks for what Argo CD does not tell it."""

from __future__ import annotations

from gitops_lint.rule import Bad, Good, Problem, Rule, Severity

_APPLICATION = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: shop, namespace: argocd}
    spec:
      project: shop
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      source: {repoURL: "https://github.com/acme/deploy.git", targetRevision: HEAD, path: shop}
    """
_CHART = "{apiVersion: v2, name: shop, version: 1.0.0}"
_HERE = {"repositories": {"https://github.com/acme/deploy": "."}}


class HelmTemplateAsksRelease(Rule[Problem]):
    """Argo CD runs `helm template`, which knows no cluster and no earlier release: `.Release.IsUpgrade` is always false,
    `.Release.Revision` always 1, and `lookup` finds nothing.  What stands behind such a question is never rendered, or
    always; a Secret that is to be kept with `lookup` is made anew.

    Say it with a value, or leave it to a hook.  Asked are the templates of one's own charts that an Application deploys.
    Source: helm's `pkg/action/install.go` and `pkg/engine/lookup_func.go`.

    **When to allow it.**  The chart is installed with helm elsewhere, and its other branch is right for Argo CD.
    """

    summary = "template asks for the cluster or the release, which Argo CD does not tell"
    severity = Severity.INFO
    tags = frozenset({"argocd", "helm"})

    examples = (
        Bad(
            files={
                "apps/shop.yaml": _APPLICATION,
                "shop/Chart.yaml": _CHART,
                "shop/templates/settings.yaml": """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data:
                      {{- if .Release.IsUpgrade }}
                      #      ^^^^^^^^^^^^^^^^^^ '.Release.IsUpgrade' is always false for Argo CD
                      migrate: "true"
                      {{- end }}
                      currency: EUR
                    """,
            },
            config=_HERE,
            needs="helm",
        ),
        Good(
            files={
                "apps/shop.yaml": _APPLICATION,
                "shop/Chart.yaml": _CHART,
                "shop/templates/settings.yaml": """
                    {{- /* lookup and .Release.IsUpgrade find nothing here */}}
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: settings}
                    data:
                      lookup: {{ .Values.lookup | default "lookup .Release.IsUpgrade" | quote }}
                    """,
            },
            config=_HERE,
        ),
    )
