"""A whole run's report from the cache, when nothing that could change it has changed.

The key covers every listed file of the tree by content, the configuration, the day, the programs that render, and our
own code; what else the run looked at is kept with the report.  A run with third-party plugins, with other checkouts or
with failures is never remembered.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gitops_lint import __version__, circumstances
from gitops_lint.api import Run
from gitops_lint.memory import Memory
from gitops_lint.report.model import Report
from gitops_lint.report.store import from_data, to_data
from gitops_lint.resources import RULES, SCHEMAS
from gitops_lint.source.texts import Texts
from gitops_lint.stamps import digest_of
from gitops_lint.values import replace
from gitops_lint.workspace.remotes import checkouts

if TYPE_CHECKING:
    from gitops_lint.workspace.revisions import Shown


_PACKAGE = Path(__file__).parent
OURS = (_PACKAGE, *(folder for folder in (RULES, SCHEMAS) if not folder.is_relative_to(_PACKAGE)))
"""The folders of all that we bring; in a checkout rules and schemas lie beside the code."""


def memory_for(cache: str, root: str) -> Memory:
    """What earlier runs of this very code found out about the repository at ``root``; nothing without a cache."""
    return Memory(cache, root, _code()) if cache else Memory()


def report(run: Run) -> Report:
    """The report of a run: remembered, or made and remembered."""
    fickle = checkouts(run.config) or run.config.online or run.registry.third_party
    if not run.memory or run.timing or fickle:
        return run.report()
    started = time.perf_counter()
    key = key_of(run)
    known = run.memory.reports.get(key) if key else None
    if isinstance(known, dict) and _is_current(run, known):
        try:
            texts = Texts(_shown(run, known).read, run.memory)
            made = from_data(known, run.root, texts.masked, texts.masked_lines)
            seconds = round(time.perf_counter() - started, 3)
            return replace(made, summary=replace(made.summary, seconds=seconds))
        except (AttributeError, KeyError, TypeError, ValueError):
            pass
    made = run.report()
    if key and not made.failures:
        beside = circumstances.beside(run.tree)
        more = {"revisions": _revisions(run), "shown": run.repository.shown if run.repository else {}, "beside": beside}
        run.memory.reports.put(key, {**to_data(made), **more})
    return made


def _is_current(run: Run, known: Mapping[str, object]) -> bool:
    """Whether what a remembered run read beside the listed files is as it was."""
    same = _same_revisions(run, known.get("revisions"))
    return same and circumstances.still_beside(run.tree, known.get("beside"))


def _revisions(run: Run) -> list[list[str | None]]:
    """The revisions that the run read from git objects, now and before the change, and what they were."""
    base = run.repository.base if run.repository is not None else None
    resolved = {**(run.repository.revisions if run.repository is not None else {}), **(base.revisions if base else {})}
    return [[revision, prefix, commit] for (_, revision, prefix), commit in resolved.items()]


def _shown(run: Run, known: Mapping[str, Any]) -> Shown:
    """The files that a remembered report speaks of.  Raises `KeyError`, `TypeError` or `ValueError` for no report."""
    from gitops_lint.workspace.revisions import Shown

    return Shown(run.tree, {str(folder): str(commit) for folder, commit in dict(known["shown"]).items()})


def _same_revisions(run: Run, known: object) -> bool:
    """Whether branches and tags that a remembered run read are where they were."""
    root = getattr(run.tree, "root", None)
    if not known or not isinstance(known, list) or not isinstance(root, Path):
        return known == []
    from gitops_lint.workspace.revisions import still_so

    return still_so(root, run.config.branch, known)


def key_of(run: Run) -> str:
    """Everything a report depends on, as one key; empty where that cannot be told."""
    return circumstances.key_of(run.config, (_code(), repr(sorted(run.only)), repr(run.pages)), (run.tree, run.base))


@lru_cache(1)
def _code() -> str:
    """What our answers depend on beside the input: our own files, and when packages were last installed.

    A checkout changes without its version changing, so names, sizes and times of the files count.
    """
    facts = [__version__, str(os.stat(os.path.dirname(os.path.dirname(yaml.__file__))).st_mtime_ns)]
    for folder, names, files in chain.from_iterable(map(os.walk, OURS)):
        names[:] = sorted(name for name in names if name != "__pycache__")
        for file in sorted(files):
            state = os.stat(os.path.join(folder, file))
            facts.append(f"{file} {state.st_size} {state.st_mtime_ns}")
    return digest_of("\n".join(facts).encode("utf-8", "surrogateescape"))
