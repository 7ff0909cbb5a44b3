"""The tree of Applications as a page: a drawing that ends at the clusters, and the tree to fold and filter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitops_lint.cli.graph import Branch, facts
from gitops_lint.model.deployable import Deployable
from gitops_lint.webpage.elements import Markup, element, join
from gitops_lint.webpage.layered import Line, Node, layered
from gitops_lint.webpage.page import page
from gitops_lint.webpage.parts import badge, counted, filter_box, fold_buttons, folding, legend, section

DRAWN = 400
"""More boxes than this are no drawing any more; the tree below tells all."""
_TONES = {"application": "info", "applicationset": "hook"}


def to_html(roots: Sequence[Branch]) -> str:
    """The page."""
    every = [branch.deployable for branch in _every(roots)]
    applications = [item for item in every if item.application is not None]
    clusters = sorted({item.cluster.name for item in applications if item.cluster.name})
    numbers = [
        counted(len(applications), "Application"),
        counted(len(clusters), "cluster"),
        counted(len({_project(item) for item in applications}), "project"),
    ]
    return page(
        "Applications",
        legend(
            (
                (badge("Application", "info"), "deployed"),
                (badge("ApplicationSet", "hook"), "makes Applications"),
                (badge("not checked", "warn"), "could not be rendered in full"),
                (badge("cluster", "good"), "destination"),
            )
        ),
        section("Who deploys whom, and where to", element("div", _drawing(roots), class_="wide")) if roots else None,
        section("Tree", element("div", *(_branch(branch) for branch in roots), class_="tree")),
        facts=numbers,
        tools=(filter_box("Filter by name, path, project, cluster or namespace"), fold_buttons()),
    )


def _every(roots: Sequence[Branch]) -> Iterator[Branch]:
    for branch in roots:
        yield branch
        yield from _every(branch.children)


def _project(item: Deployable) -> str:
    project = item.application.get("spec", "project") if item.application is not None else None
    return project if isinstance(project, str) else ""


def _tone(item: Deployable) -> str:
    return "warn" if item.not_checked else _TONES.get(item.kind, "plain")


def _drawing(roots: Sequence[Branch]) -> Markup:
    nodes: dict[str, Node] = {}
    lines: list[Line] = []
    for branch in _every(roots):
        item = branch.deployable
        key = f"deployable {id(item)}"
        nodes[key] = Node(key, branch.name, _project(item) or item.kind, _tone(item))
        lines += [Line(key, f"deployable {id(child.deployable)}") for child in branch.children]
        cluster = item.cluster.name or item.cluster.server
        if cluster and not branch.children and item.application is not None:
            nodes[f"cluster {cluster}"] = Node(f"cluster {cluster}", cluster, "cluster", "good")
            lines.append(Line(key, f"cluster {cluster}", item.namespace, dashed=True))
    if len(nodes) > DRAWN:
        return element("p", f"{len(nodes)} boxes are too many for a drawing", class_="note")
    # Numbers instead of keys: the page is the same in every run.
    numbers = {key: f"n{number}" for number, key in enumerate(nodes)}
    return layered(
        (Node(numbers[key], node.label, node.detail, node.tone) for key, node in nodes.items()),
        (Line(numbers[one.start], numbers[one.end], one.label, one.tone, one.dashed) for one in lines),
        "Applications and where they go",
    )


def _branch(branch: Branch, depth: int = 0) -> Markup:
    item = branch.deployable
    words = " ".join((branch.name, item.path, item.kind, _project(item), item.cluster.name, item.namespace))
    parts = [element("span", branch.name, class_="name"), badge(_kind(item), _TONES.get(item.kind, "plain"))]
    if _project(item):
        parts.append(badge(f"project {_project(item)}"))
    if item.cluster.name:
        parts.append(badge(f"{item.cluster.name}/{item.namespace or '-'}", "good"))
    parts += [badge("not checked", "warn", part.reason) for part in item.not_checked[:1]]
    shown = join((*parts, " ", element("span", facts(item), class_="fact")))
    if not branch.children:
        return element("div", shown, class_="leaf", data_words=words.lower())
    inside = (_branch(child, depth + 1) for child in branch.children)
    return folding(shown, *inside, opened=depth < 2, words=words)


def _kind(item: Deployable) -> str:
    return {"application": "Application", "applicationset": "ApplicationSet"}.get(item.kind, item.kind)
