"""The five hooks a plugin may implement; their docstrings are their documentation.

A plugin is an installed package with an entry point in the group ``gitops_lint``.  Built-in rules come through the
same door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from importlib.resources.abc import Traversable

    from gitops_lint.render.request import RenderRequest, RenderResult
    from gitops_lint.report.model import Report
    from gitops_lint.rule import Rule

hookspec = pluggy.HookspecMarker("gitops_lint")
hookimpl = pluggy.HookimplMarker("gitops_lint")


@hookspec
def gitops_lint_rules() -> Iterable[type[Rule[Any]]]:  # type: ignore[empty-body]  # a specification has none
    """Rules written in Python.  Import them here, not at module level, so that a run pays only for what it uses."""


@hookspec
def gitops_lint_rule_packs() -> Iterable[Traversable]:  # type: ignore[empty-body]  # a specification has none
    """Folders of declarative rules (``<domain>/<name>.yaml``) and profiles (``profiles/<name>.yaml``)."""


@hookspec
def gitops_lint_schemas() -> Iterable[Traversable]:  # type: ignore[empty-body]  # a specification has none
    """Folders of CustomResourceDefinitions, and of schemas ``<group>/<kind>_<version>.json``."""


@hookspec
def gitops_lint_reporters() -> Mapping[str, Callable[[Report], str]]:  # type: ignore[empty-body]  # a specification has none
    """Output formats by name; each turns the report into text."""


@hookspec(firstresult=True)
def gitops_lint_render(request: RenderRequest) -> RenderResult | None:
    """The objects behind a source that we do not render ourselves; None means "not mine".

    ``request.kind`` is ``plugin``; ``request.path`` is the folder, ``request.tree`` the files of the repository,
    ``request.plugin`` what the Application says.
    """
