"""Rule: kustomization or component is of the wrong kind."""

from __future__ import annotations

from gitops_lint.rule import Problem, Rule, Severity


class KustomizationKind(Rule[Problem]):
    """`resources` takes kustomizations, `components` takes folders with `kind: Component`, and kustomize
    refuses the other way round.  `apiVersion` is `kustomize.config.k8s.io/v1beta1` for a kustomization and `v1alpha1` for
    a component, whatever includes it.

    **When to allow it.** Never: the sync fails.
    """

    summary = "kustomization or component is of the wrong kind"
    severity = Severity.ERROR
    tags = frozenset({"kustomize", "sync"})
    aliases = ("gitops-validator:kustomization-version-consistency",)
