"""Rule: file of a kustomization is not valid YAML."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationMalformedYaml(Rule[Problem]):
    """A file that the kustomization names does not parse, so the build stops.

    **When to allow it.** Never: the sync fails.
    """

    summary = "file of a kustomization is not valid YAML"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
