"""Rule: patch of a kustomization has no target."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class PatchTargetNotFound(Rule[Problem]):
    """The patch names an object that the kustomization does not hold. With a `target:` that selects nothing
    kustomize goes on and the patch does nothing, which counts as a warning; a strategic merge patch without
    its object stops the build: `no matches for Id`.

    Usually the object was renamed, or the patch moved without its base.

    **When to allow it.** Never: the sync fails, or the author's intention is lost.
    """

    summary = "patch of a kustomization has no target"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
