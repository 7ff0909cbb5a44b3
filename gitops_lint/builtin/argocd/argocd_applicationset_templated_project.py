"""Rule: whoever writes the generator's input chooses the project."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_lint.rule import ApplicationSet, Bad, Good, Occurrence, Rule, Severity

_OUTSIDE = ("git", "pullRequest", "scmProvider", "plugin", "clusterDecisionResource")


class ArgocdApplicationsetTemplatedProject(Rule[ApplicationSet]):
    """The project of the generated Applications comes from a parameter, and the parameters from files, repositories or pull requests:
    whoever may write there may put an Application into any project, with all that the project permits.

    Argo CD also uses only credentials that belong to no project for such a set.

    **When to allow it.**  Only administrators can write what the generator reads.
    """

    summary = "project of generated Applications comes from the generator"
    severity = Severity.WARNING
    security_severity = 6.0
    tags = frozenset({"argocd", "security"})

    def check(self, target: ApplicationSet) -> Iterator[Occurrence]:
        """Sets with a generator that reads from outside of the set."""
        project = target.at("spec", "template", "spec", "project")
        if project is None or "{{" not in str(project.value):
            return
        if any(_reads_outside(item.value, 0) for item in target.items("spec", "generators")):
            yield self.finding(project, "whoever writes what the generator reads chooses the project")

    examples = (
        Bad(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{git: {repoURL: "https://github.com/acme/teams.git", revision: HEAD, files: [{path: "*.yaml"}]}}]
              template:
                metadata: {name: "{{.name}}"}
                spec:
                  project: "{{.project}}"
                  #        ^^^^^^^^^^^^^^ whoever writes what the generator reads chooses the project
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/teams.git", targetRevision: HEAD, path: shop}
            """,
        ),
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{name: shop, project: shop}]}}]
              template:
                metadata: {name: "{{.name}}"}
                spec:
                  project: "{{.project}}"
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/teams.git", targetRevision: HEAD, path: shop}
            """,
        ),
    )


def _reads_outside(generator: object, depth: int) -> bool:
    if not isinstance(generator, dict) or depth > 3:
        return False
    if any(generator.get(kind) is not None for kind in _OUTSIDE):
        return True
    nested = [generator.get(kind) for kind in ("matrix", "merge")]
    return any(
        _reads_outside(item, depth + 1)
        for inner in nested
        if isinstance(inner, dict) and isinstance(inner.get("generators"), list)
        for item in inner["generators"]
    )
