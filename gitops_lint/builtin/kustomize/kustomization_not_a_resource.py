"""Rule: resource of a kustomization is no Kubernetes object."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationNotAResource(Rule[Problem]):
    """A file under `resources` holds a document without `kind` or `metadata.name`, and kustomize refuses it.

    Take it out of `resources`, or complete it.

    **When to allow it.** Never: the sync fails.
    """

    summary = "resource of a kustomization is no Kubernetes object"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
