"""Rule: whoever writes the generator's input chooses the project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.argocd.plain import mapping
from gitops_lint.patterns import regex
from gitops_lint.rule import ApplicationSet, Bad, Good, Occurrence, Rule, Severity

_OUTSIDE = ("git", "pullRequest", "scmProvider", "plugin", "clusterDecisionResource")
_OF_REQUESTS = frozenset(
    ("author", "branch", "branchNormalized", "branch_slug", "head_sha", "head_short_sha", "head_short_sha_7", "labels",
     "number", "organization", "repository", "repository_id", "sha", "short_sha", "short_sha_7", "target_branch",
     "target_branch_slug", "title", "url")
)  # fmt: skip
"""``applicationset/generators/{pull_request,scm_provider}.go``"""
_REFERENCE = regex(r"\{\{-?\s*\.?([\w.\-\[\]]+)\s*-?\}\}")


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
        """Sets with a generator that reads what the project asks for from outside of the set."""
        project = target.at("spec", "template", "spec", "project")
        if project is None or "{{" not in str(project.value):
            return
        text = str(project.value)
        # An expression may ask for anything.
        names = None if "{{" in _REFERENCE.sub("", text) else frozenset(_REFERENCE.findall(text))
        if any(_reads_outside(item.value, names, 0) for item in target.items("spec", "generators")):
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
        Good(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: shops, namespace: argocd}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators:
                - git:
                    repoURL: https://github.com/acme/teams.git
                    revision: HEAD
                    directories: [{path: "*"}]
                    values: {project: shop}
              template:
                metadata: {name: "{{.path.basename}}"}
                spec:
                  project: "{{.values.project}}"
                  destination: {server: https://kubernetes.default.svc, namespace: shop}
                  source: {repoURL: "https://github.com/acme/teams.git", targetRevision: HEAD, path: "{{.path.path}}"}
            """,
            title="the set itself says which project",
        ),
    )


def _reads_outside(generator: object, names: frozenset[str] | None, depth: int) -> bool:
    """Whether a generator takes one of the parameters from outside of the set; ``None`` stands for any."""
    if not isinstance(generator, dict) or depth > 3:
        return False
    for kind in _OUTSIDE:
        settings = generator.get(kind)
        if settings is not None and (names is None or any(_supplies(kind, settings, name) for name in names)):
            return True
    if "{{" in str(mapping(generator.get("list")).get("elementsYaml")):
        return True
    nested = [generator.get(kind) for kind in ("matrix", "merge")]
    return any(
        _reads_outside(item, names, depth + 1)
        for inner in nested
        if isinstance(inner, dict) and isinstance(inner.get("generators"), list)
        for item in inner["generators"]
    )


def _supplies(kind: str, settings: Any, name: str) -> bool:
    """Whether a parameter of a generator comes from what it reads: its ``values`` are written in the set."""
    if not isinstance(settings, dict):
        return True
    values = settings.get("values")
    root, _, rest = name.partition(".")
    if root == "values" and isinstance(values, dict) and rest in values:
        return "{{" in str(values[rest])
    if kind == "git" and not settings.get("files"):
        return root.partition("[")[0] == (settings.get("pathParamPrefix") or "path")
    return root in _OF_REQUESTS if kind in ("pullRequest", "scmProvider") else True
