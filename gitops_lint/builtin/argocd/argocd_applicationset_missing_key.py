"""Rule: Go template of an ApplicationSet goes on with missing parameters."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import ApplicationSet, Bad, Good, Occurrence, Rule, Severity


class ArgocdApplicationsetMissingKey(Rule[ApplicationSet]):
    """With `goTemplate` a parameter that no generator supplies becomes `<no value>`, in names, paths and destinations.

    With `goTemplateOptions: ["missingkey=error"]` Argo CD refuses to generate, and leaves its Applications alone.

    **When to allow it.**  The template asks for optional parameters with `hasKey`, `dig` or `default`.
    """

    summary = "goTemplate without missingkey=error"
    severity = Severity.WARNING
    tags = frozenset({"argocd", "sync"})
    aliases = ("argocd-lint:AR008",)

    def check(self, target: ApplicationSet) -> Iterator[Occurrence]:
        """The options of the templates."""
        node = target.at("spec", "goTemplate")
        if node is None or node.value is not True or "missingkey=error" in target.sequence("spec", "goTemplateOptions"):
            return
        if target.at("spec", "goTemplateOptions") is not None:
            node = target.at("spec", "goTemplateOptions") or node
        yield self.finding(node, "goTemplate without 'missingkey=error' writes '<no value>' for a missing parameter")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: tenants, namespace: argocd}
            spec:
              goTemplate: true
              #           ^^^^ goTemplate without 'missingkey=error' writes '<no value>' for a missing parameter
              generators: [{list: {elements: [{team: a}]}}]
              template:
                metadata: {name: "tenant-{{.team}}"}
                spec:
                  project: tenants
                  source: {repoURL: "https://github.com/acme/deploy.git", path: tenants, targetRevision: HEAD}
                  destination: {server: https://kubernetes.default.svc, namespace: "{{.team}}"}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: tenants, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{team: a}]}}]
              template:
                metadata: {name: "tenant-{{.team}}"}
                spec:
                  project: tenants
                  source: {repoURL: "https://github.com/acme/deploy.git", path: tenants, targetRevision: HEAD}
                  destination: {server: https://kubernetes.default.svc, namespace: "{{.team}}"}
            """,
        ),
    )
