"""Rule: kustomization or component is of the wrong kind."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationKind(Rule[Problem]):
    """`resources` takes kustomizations, `components` takes folders with `kind: Component`, and kustomize
    refuses the other way round.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomization or component is of the wrong kind"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
