"""Rule: Argo CD does not read a ConfigMap of its own."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import Bad, Good, Occurrence, Resource, Rule, Severity

_NAMES = frozenset({"argocd-cm", "argocd-rbac-cm"})


class ArgocdConfigmapPartOfLabel(Rule[Resource]):
    """Argo CD reads its settings only from ConfigMaps with the label `app.kubernetes.io/part-of: argocd`; without it the
    settings count as missing.

    **When to allow it.**  The file is a patch that somebody else merges into the one with the label.
    """

    summary = "settings of Argo CD without the label that it looks for"
    severity = Severity.ERROR
    tags = frozenset({"argocd"})
    aliases = ("datree:ARGO_CONFIGMAP_MISSING_PART_OF_LABEL_VALUE_ARGOCD",)
    kinds = ("ConfigMap",)

    def check(self, target: Resource) -> Iterator[Occurrence]:
        """The two ConfigMaps that Argo CD finds by label."""
        if target.name in _NAMES and target.labels.get("app.kubernetes.io/part-of") != "argocd":
            deployable = target.deployable
            # A lone file is often a patch or an argument of kubectl.
            severity = Severity.INFO if deployable is None or deployable.kind == "folder" else None
            node = target.at("metadata", "name") or target
            message = f"'{target.name}' is not read without the label 'app.kubernetes.io/part-of: argocd'"
            yield self.finding(node, message, severity=severity)

    examples = (
        Bad(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd}
            #                ^^^^^^^^^ 'argocd-cm' is not read without the label 'app.kubernetes.io/part-of: argocd'
            data: {url: https://argocd.example}
            """,
        ),
        Good(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
            data: {url: https://argocd.example}
            """,
        ),
    )
