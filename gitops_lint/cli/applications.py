"""What the commands about Applications share: build the repository, pick deployables by name."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from fnmatch import fnmatchcase

from gitops_lint.cli.options import Place, place
from gitops_lint.model.deployable import Deployable
from gitops_lint.model.repository import Repository
from gitops_lint.plugins import load_extensions
from gitops_lint.problem import UserError
from gitops_lint.shapes import suggestion
from gitops_lint.source.discover import working_copy
from gitops_lint.workspace import build_repository


def repository(options: argparse.Namespace) -> tuple[Place, Repository]:
    """The repository of the working folder or ``--root``."""
    where = place(options, ["."])
    added = load_extensions(third_party=where.config.plugins)
    return where, build_repository(working_copy(where.root), where.config, added)


def chosen(repo: Repository, names: Sequence[str]) -> list[Deployable]:
    """The deployables of these names (``namespace/name``, name, path or glob); all of them without a name.

    Raises `UserError` for a name that stands for none.
    """
    if not names:
        return list(repo.deployables)
    found: list[Deployable] = []
    for name in names:
        matching = [item for item in repo.deployables if any(fnmatchcase(word, name) for word in words(item))]
        if not matching:
            known = [word for item in repo.deployables for word in words(item)]
            raise UserError(f"no Application, kustomization, chart or folder '{name}'{suggestion(name, known)}")
        found += [item for item in matching if item not in found]
    return found


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
