"""What the commands about Applications share: build the repository, pick deployables by name."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from fnmatch import fnmatchcase

from gitops_lint.api import build_base, within
from gitops_lint.cli.options import Place, paths_from_root, place
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository
from gitops_lint.plugins import load_extensions
from gitops_lint.problem import UserError
from gitops_lint.render.renders import shared
from gitops_lint.shapes import suggestion
from gitops_lint.source.differing import differing
from gitops_lint.source.discover import working_copy
from gitops_lint.syncplan.deployed import sync_plan
from gitops_lint.workspace import build_repository


def repository(options: argparse.Namespace, since: str = "") -> tuple[Place, Repository]:
    """The repository of the working folder or ``--root``; with what git held at the merge base with ``since``."""
    where = place(options, ["."])
    added = load_extensions(third_party=where.config.plugins)
    tree = working_copy(where.root)
    if not since:
        return where, build_repository(tree, where.config, added)
    from gitops_lint.cli.changes import since_tree

    with closing(since_tree(where.root, since)) as base:
        renders = shared(differing(tree, base), tree, base)
        repo = build_repository(tree, where.config, added, renders=renders)
        repo.base = build_base(tree, base, where.config, added, renders=renders)
    return where, repo


def in_order(repo: Repository, wanted: Sequence[Deployable]) -> list[Deployable]:
    """Parents before what they deploy, and that in the order in which they apply it."""
    places = {id(item): number for number, item in enumerate(wanted)}
    below: dict[int, list[Deployable]] = defaultdict(list)
    roots: list[Deployable] = []
    for item in wanted:
        above = _above(item, places)
        (roots if above is None else below[id(above)]).append(item)
    made: dict[int, Deployable] = {}

    def visit(item: Deployable) -> None:
        if id(item) in made:
            return
        made[id(item)] = item
        order = step_of_children(repo, item)
        for child in sorted(below[id(item)], key=lambda each: order.get(each.name, -1)):
            visit(child)

    for item in (*roots, *wanted):
        visit(item)
    return list(made.values())


def _above(item: Deployable, wanted: Mapping[int, int]) -> Deployable | None:
    """The nearest of the wanted ones that deploys it, through sets and through Applications left out."""
    return next((each for each in item.ancestors[1:] if id(each) in wanted), None)


def step_of_children(repo: Repository, item: Deployable) -> dict[str, int]:
    """The step of a plan in which each Application among its objects is applied, by namespace and name."""
    found: dict[str, int] = {}
    for index, step in enumerate(repo.once(sync_plan, item).steps):
        for task in step.tasks:
            if (task.group, task.kind) == ("argoproj.io", "Application"):
                found.setdefault(f"{task.object.namespace}/{task.name}", index)
    return found


def chosen(where: Place, repo: Repository, names: Sequence[str]) -> list[Deployable]:
    """The deployables of these names (``namespace/name``, name, path or glob); all of them without a name.

    A path stands for what is deployed from there.  Raises `UserError` for a name that stands for none.
    """
    if not names:
        return list(repo.deployables)
    found: list[Deployable] = []
    for name in names:
        matching = _named(repo, name) or _deployed_from(repo, paths_from_root(where.root, name))
        if not matching:
            known = [word for item in repo.deployables for word in words(item)]
            raise UserError(f"no Application, kustomization, chart or folder '{name}'{suggestion(name, known)}")
        found += [item for item in matching if item not in found]
    return found


def _named(repo: Repository, name: str) -> list[Deployable]:
    return [item for item in repo.deployables if any(fnmatchcase(word, name) for word in words(item))]


def _deployed_from(repo: Repository, paths: Sequence[str]) -> list[Deployable]:
    """What is rendered from one of these folders, or from one below."""
    return [item for item in repo.deployables if any(within(path, paths) for path in (item.path, *item.folders))]


def words(deployable: Deployable) -> tuple[str, ...]:
    """What a deployable may be called on the command line."""
    if deployable.application is None:
        return (deployable.path,)
    return (deployable.name, deployable.application.name)


def title(deployable: Deployable) -> str:
    """``Application argocd/shop (cluster prod, namespace shop)``."""
    if deployable.application is None:
        return f"{deployable.kind} {deployable.path}"
    facts = [f"cluster {deployable.cluster.name}"] if deployable.cluster.name else []
    if deployable.namespace:
        facts.append(f"namespace {deployable.namespace}")
    return f"Application {deployable.name}" + (f" ({', '.join(facts)})" if facts else "")
