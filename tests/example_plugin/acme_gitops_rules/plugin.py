"""What gitops-lint asks of a plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from gitops_lint import Report, Rule, hookimpl


@hookimpl
def gitops_lint_rules() -> Iterable[type[Rule[Any]]]:
    """The rules in Python."""
    from acme_gitops_rules.container_name_generic import ContainerNameGeneric

    return [ContainerNameGeneric]


@hookimpl
def gitops_lint_rule_packs() -> Iterable[Traversable]:
    """The rules as data, and the profile of the house."""
    return [files("acme_gitops_rules") / "policy"]


@hookimpl
def gitops_lint_reporters() -> Mapping[str, Callable[[Report], str]]:
    """A format of the house."""
    return {"acme": lambda report: f"acme: {len(report.findings)} findings\n"}
