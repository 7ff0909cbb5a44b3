"""What gitops-lint asks of a plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from gitops_lint import Report, Rule, Span, hookimpl
from gitops_lint.model.origin import Cause, Written
from gitops_lint.render.request import Rendered, RenderRequest, RenderResult


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


@hookimpl
def gitops_lint_schemas() -> Iterable[Traversable]:
    """The kinds of the house."""
    return [files("acme_gitops_rules") / "schemas"]


@hookimpl
def gitops_lint_render(request: RenderRequest) -> RenderResult | None:
    """Sources of the plugin ``acme``: a file ``workers`` with one name a line makes one Worker each."""
    if request.kind != "plugin" or request.plugin.get("name") != "acme" or request.tree is None:
        return None
    path = f"{request.path}/workers"
    names = request.tree.read(path).decode().split()
    objects = [
        Rendered(
            {"apiVersion": "acme.io/v1", "kind": "Worker", "metadata": {"name": name}, "spec": {"queu": name}},
            Written(Cause("rendered", path, span=Span(line, 1, line, len(name) + 1))),
        )
        for line, name in enumerate(names, start=1)
    ]
    return RenderResult(tuple(objects), files=frozenset({path}))
