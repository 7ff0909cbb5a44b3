"""The fix that writes another API version."""

from __future__ import annotations

from typing import Any

from gitops_lint.apischema.lifecycle import Lifecycle
from gitops_lint.rule import FixPlan, Resource, Rule


def rewritten(rule: Rule[Any], resource: Resource, life: Lifecycle) -> FixPlan | None:
    """The replacement's apiVersion, where both have the same fields and the same kind.

    It is safe within a group; in another group Argo CD takes it for another object, which it makes before it prunes
    the old one.
    """
    node, new = resource.at("apiVersion"), life.replacement
    if node is None or new is None or not life.same_shape or new.kind != resource.kind:
        return None
    plan = rule.safe_fix if new.group == resource.group else rule.unsafe_fix
    return plan(f"use {new.api_version}", node.replace(new.api_version))
