"""The mistakes in objects that earlier runs found, kept by the file that holds the object."""

from __future__ import annotations

from typing import Any

from gitops_lint.apischema.errors import RULES, SchemaError
from gitops_lint.apischema.judge import Judge, Kind, kind_of
from gitops_lint.apischema.store import Known
from gitops_lint.model.repository import Repository
from gitops_lint.model.resource import Resource
from gitops_lint.values import as_dict


class Kept:
    """The mistakes in objects as an earlier run found them, where only what we ship decides."""

    def __init__(self, court: Judge, repo: Repository) -> None:
        self._court = court
        self._repo = repo
        self._versions: dict[Kind, str] = {}  # a memo

    def known(self, resource: Resource) -> list[SchemaError] | None:
        """Every mistake in an object; None where nobody has looked."""
        file, entry = self._place(resource)
        return _errors(self._repo.memory.judged.get(file, entry)) if file else None

    def keep(self, resource: Resource, errors: list[SchemaError]) -> None:
        """Remember the mistakes in an object."""
        file, entry = self._place(resource)
        if file:
            self._repo.memory.judged.put(file, entry, [list(as_dict(error).values()) for error in errors])

    def _place(self, resource: Resource) -> tuple[str, str]:
        """Where it is kept what the API server says of an object; empty where more than the object decides."""
        kind = kind_of(resource)
        version = self._versions.get(kind)
        if version is None:
            version = self._versions[kind] = self._version(resource)
        file, place = self._repo.place_of(resource) if version else ("", "")
        return (file, f"{place} {version}") if file else ("", "")

    def _version(self, resource: Resource) -> str:
        """The Kubernetes version that judges an object; empty where more than that and our schemas decides."""
        found = self._court.standing(resource).found
        foreign = isinstance(found, Known) and found.source not in ("kubernetes", "shipped")
        return "" if foreign else str(resource.context.kubernetes)


def _errors(rows: Any) -> list[SchemaError] | None:
    """Mistakes as the cache holds them; None for anything else."""
    try:
        errors = [SchemaError(kind, tuple(pointer), *map(str, words)) for kind, pointer, *words in rows]
        known = all(error.kind in RULES for error in errors)
    except (TypeError, ValueError):
        return None
    parts = (part for error in errors for part in error.pointer)
    return errors if known and all(type(part) in (str, int) for part in parts) else None
