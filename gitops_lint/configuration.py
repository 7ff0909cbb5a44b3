"""Finds and reads ``.gitops-lint.yaml``, with what it extends; wrong ones are `UserError` with file and line."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from gitops_lint.finding import Span
from gitops_lint.problem import UserError
from gitops_lint.settings import FILE_NAMES, Config, config_from
from gitops_lint.shapes import ShapeError
from gitops_lint.source.git import git_root
from gitops_lint.source.parse import parse
from gitops_lint.source.positions import Positions
from gitops_lint.source.tree import DiskTree, OutsideTreeError, Tree, normalise
from gitops_lint.values import dataclass, field, replace

_LISTS = ("select", "ignore", "overrides", "exclude", "vendored", "locked", "packs", "schemas", "external", "workloads")
_MAX_EXTENDS = 20


def find_root(start: Path) -> Path:
    """The root of the repository a path belongs to.

    The folder of the nearest configuration upward, else git's root, else the working directory; its own folder where
    that is elsewhere, or holds far more than a repository.
    """
    if not os.path.lexists(start):
        raise UserError(f"'{start}' does not exist")
    folder = Path(os.path.realpath(start if start.is_dir() else start.parent))
    for candidate in (folder, *folder.parents):
        if any((candidate / name).is_file() for name in FILE_NAMES):
            return candidate
        if (candidate / ".git").exists():
            break
    here = Path(os.path.realpath(Path()))
    too_much = (Path(here.anchor), Path(os.path.realpath(os.path.expanduser("~"))))
    return git_root(folder) or (here if folder.is_relative_to(here) and here not in too_much else folder)


def relative_paths(root: Path, paths: Iterable[Path]) -> tuple[str, ...]:
    """The paths relative to the root; empty if one of them is the root itself.  Raises `UserError` outside of it.

    A symbolic link stands for itself, under whose name it is reported if it leads nowhere, and for what it leads to,
    which is linted under its own name.
    """
    found = []
    for path in paths:
        if not os.path.lexists(path):
            raise UserError(f"'{path}' does not exist")
        real = Path(os.path.realpath(path))
        places = [real] if real.exists() else []
        if path.is_symlink():
            places.insert(0, Path(os.path.realpath(path.parent)) / path.name)
        places = [place for place in places if place.is_relative_to(root)]
        if not places:
            raise UserError(f"'{path}' is outside of the root '{root}'")
        found += [place.relative_to(root).as_posix() for place in places]
    return () if "." in found else tuple(found)


def config_file(root: Path) -> str:
    """The name of the configuration file of a repository; empty if it has none."""
    return next((name for name in FILE_NAMES if (root / name).is_file()), "")


def load_config(root: Path, path: str | None = None, tree: Tree | None = None) -> Config:
    """The configuration of a repository, or the one in ``path``; the defaults where there is none."""
    name = config_file(root) if path is None else path
    if not name:
        return Config()
    if tree is not None:
        return _rooted(root, read_config(tree, name))
    outside = Path(name)
    if path is not None and (outside.is_absolute() or not (root / name).is_file()):
        if not outside.is_file():
            raise UserError(f"configuration '{name}' does not exist")
        return _rooted(root, read_config(DiskTree(outside.parent, [outside.name]), outside.name))
    return _rooted(root, read_config(DiskTree(root, [name]), name))


def _rooted(root: Path, config: Config) -> Config:
    """The configuration with its packs found from the root, wherever one stands; they must lie inside of it."""
    packs = []
    for pack in config.packs:
        folder = Path(os.path.realpath(root / pack))
        if not folder.is_relative_to(os.path.realpath(root)):
            raise UserError(f"{config.path}: pack '{pack}' is outside of the repository")
        if not folder.is_dir():
            raise UserError(f"{config.path}: pack '{pack}' is no folder")
        packs.append(str(folder))
    for location in config.schemas:
        _check_schemas(root, location, config.path)
    for item in config.deployables:
        _check_inside(item.chart or item.kustomization or item.folder, config.path)
    return replace(config, packs=tuple(packs))


def _check_inside(path: str, file: str) -> None:
    try:
        normalise(path)
    except OutsideTreeError:
        raise UserError(f"{file}: 'deployables' names '{path}', which is outside of the repository") from None


def _check_schemas(root: Path, location: str, file: str) -> None:
    """A folder inside of the repository, or a template of one."""
    if "://" in location:
        raise UserError(f"{file}: schemas '{location}' are remote; nothing is fetched, name a folder")
    fixed = location.partition("{{")[0]
    try:
        inside = normalise(fixed.rpartition("/")[0] or "." if "{{" in location else fixed)
    except OutsideTreeError:
        raise UserError(f"{file}: schemas '{location}' are outside of the repository") from None
    if not (root / inside).is_dir():
        raise UserError(f"{file}: schemas '{location}' are no folder")


def read_config(tree: Tree, path: str) -> Config:
    """The settings of a file of the tree, on top of those it extends."""
    data, places = _merged(tree, path, ())
    try:
        config = config_from(data)
    except ShapeError as error:
        raise UserError(f"{path}: {error}") from None
    overrides = tuple(
        replace(override, path=file, span=span)
        for override, (file, span) in zip(config.overrides, places.overrides, strict=False)
    )
    return replace(config, path=path, overrides=overrides, ignored_at=tuple(places.ignored))


@dataclass(slots=True)
class _Places:
    """Where the items of two lists are written, in the order of the merged lists."""

    overrides: list[tuple[str, Span]] = field(default_factory=list)
    ignored: list[tuple[str, Span]] = field(default_factory=list)

    def follow(self, other: _Places) -> None:
        """Add the places of another file."""
        self.overrides += other.overrides
        self.ignored += other.ignored


def _merged(tree: Tree, path: str, seen: tuple[str, ...]) -> tuple[dict[str, Any], _Places]:
    """The data of a file merged over what it extends, and the places of its overrides and of what it ignores."""
    if path in seen or len(seen) > _MAX_EXTENDS:
        raise UserError(f"{path}: 'extends' leads back to itself")
    data, positions = _read(tree, path)
    merged: dict[str, Any] = {}
    places = _Places()
    for base in data.pop("extends", []):
        more, others = _base(tree, path, base, seen)
        merged = merge(merged, more)
        places.follow(others)
    for index, override in enumerate(data.get("overrides") or []):
        at = ("overrides", index, "ignore") if "ignore" in override else ("overrides", index)
        places.overrides.append((path, positions.span(0, at, "key")))
    places.ignored += [(path, positions.span(0, ("ignore", index))) for index, _ in enumerate(data.get("ignore") or ())]
    return merge(merged, without_locked(data, merged.get("locked", ()))), places


def without_locked(data: Mapping[str, Any], locked: Collection[str]) -> Mapping[str, Any]:
    """A file's data without what it says about rules that a file it extends has locked by name."""
    rules = data.get("rules")
    if not locked or not isinstance(rules, dict):
        return data
    return {**data, "rules": {name: setting for name, setting in rules.items() if name not in locked}}


def _base(tree: Tree, path: str, base: str, seen: tuple[str, ...]) -> tuple[dict[str, Any], _Places]:
    if base.startswith("package:"):
        return _merged(_package_tree(base.removeprefix("package:")), "gitops-lint.yaml", (*seen, path))
    try:
        inside = normalise(os.path.join(os.path.dirname(path), base))
    except OutsideTreeError:
        raise UserError(f"{path}: 'extends' names '{base}', which is outside of the repository") from None
    return _merged(tree, inside, (*seen, path))


def _package_tree(name: str) -> Tree:
    """The folder of an installed package; it is located, never imported."""
    from importlib.util import find_spec

    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        spec = None
    locations = spec.submodule_search_locations if spec is not None else None
    if not locations:
        raise UserError(f"'extends' names the package '{name}', which is not installed")
    folder = Path(next(iter(locations)))
    return DiskTree(folder, sorted(item.name for item in folder.iterdir()))


def _read(tree: Tree, path: str) -> tuple[dict[str, Any], Positions]:
    try:
        data = tree.read(path)
    except OSError as error:
        raise UserError(f"configuration '{path}' cannot be read: {error.strerror or error}") from None
    parsed = parse(path, data)
    if parsed.problems:
        problem = parsed.problems[0]
        raise UserError(f"{path}:{problem.span.line}: {problem.message}")
    positions = Positions(path, data)
    value = parsed.documents[0].value if parsed.documents else {}
    _check(value, path, positions)
    duplicate = next((o for d in parsed.documents for o in d.oddities if o.kind == "duplicate-key"), None)
    if duplicate is not None:
        raise UserError(f"{path}:{duplicate.span.line}: key '{duplicate.text}' is there twice")
    return dict(value), positions


def _check(value: Any, path: str, positions: Positions) -> None:
    try:
        config_from(value)
    except ShapeError as error:
        line = positions.span(0, error.pointer, "key").line
        raise UserError(f"{path}:{line}: {error}") from None


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lists that choose are added up, mappings are merged key by key, everything else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        if key in _LISTS and isinstance(old, list) and isinstance(value, list):
            merged[key] = old + value
        elif isinstance(old, dict) and isinstance(value, dict):
            merged[key] = merge(old, value)
        else:
            merged[key] = value
    return merged
