"""One kustomization file: reading it, and telling where each of its entries is."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.folder import joined
from gitops_lint.render.kustomize.habits import floating, repetitions
from gitops_lint.render.kustomize.kustomization import (
    DEPRECATED,
    FIELDS,
    FILE_NAMES,
    FieldProblem,
    check_type,
    decoded,
    is_empty,
)
from gitops_lint.render.kustomize.reader import Reader, ReadError
from gitops_lint.render.kustomize.result import BuildProblem, EditedKustomization
from gitops_lint.source.tree import OutsideTreeError
from gitops_lint.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Target:
    """A kustomization file, decoded."""

    folder: str
    path: str
    value: Mapping[str, Any]
    document: int = 0
    problems: tuple[BuildProblem, ...] = ()
    causes: Mapping[Pointer, Cause] = field(default_factory=dict)

    @property
    def is_component(self) -> bool:
        """Whether it is ``kind: Component``."""
        return self.value.get("kind") == "Component"

    @property
    def namespace(self) -> str:
        """The namespace it sets, empty for none."""
        return str(self.value.get("namespace") or "")

    def entries(self, name: str) -> list[Any]:
        """The entries of a list field that say anything."""
        found = self.value.get(name)
        return found if isinstance(found, list) else []

    def cause(self, how: str, *pointer: str | int) -> Cause:
        """The place of an entry."""
        for length in range(len(pointer), 0, -1) if self.causes else ():
            edited = self.causes.get(pointer[:length])
            if edited is not None:
                return edited.below(pointer[length:])
        return Cause(how, self.path, self.document, pointer)

    def problem(self, rule: str, message: str, *pointer: str | int, fatal: bool = True) -> BuildProblem:
        """Something wrong with an entry."""
        return problem_at(rule, message, self.cause("kustomization", *pointer), fatal=fatal)


def problem_at(rule: str, message: str, cause: Cause, *, fatal: bool = True) -> BuildProblem:
    """Something wrong at a place."""
    return BuildProblem(rule, cause.path, message, cause.document, cause.pointer, fatal)


def kustomization_path(reader: Reader, folder: str) -> str | None:
    """The folder's kustomization file, None for none.  Raises `ReadError` for more than one."""
    names = reader.paths.names(folder)
    reader.files.add(joined(folder, FILE_NAMES[0]))
    found = []
    for name in FILE_NAMES:
        if name in names:
            try:
                real = reader.paths.real(joined(folder, name))
            except OutsideTreeError:
                continue
            if reader.paths.is_file(real):
                reader.files.add(real)
                found.append(real)
    if len(found) > 1:
        raise ReadError("kustomization-ambiguous", f"Found multiple kustomization files under: {folder}", found[0])
    return found[0] if found else None


def read_target(reader: Reader, folder: str, edited: EditedKustomization | None = None) -> Target:
    """The kustomization of a folder, with what is wrong with it.  Raises `ReadError`."""
    path = kustomization_path(reader, folder)
    if path is None:
        raise ReadError(
            "kustomization-missing-reference",
            "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory "
            f"'{folder}'",
        )
    documents = reader.documents(path)
    value = documents[0].value if documents else {}
    index = documents[0].index if documents else 0
    if edited is not None:
        value = edited.value
    found: list[FieldProblem] = []
    fields = decoded(value, dict(FIELDS), found) or {}
    problems = [BuildProblem(one.rule, path, one.message, index, one.pointer, on_key=one.on_key) for one in found]
    problems += [BuildProblem(one.rule, path, one.message, index, one.pointer) for one in check_type(fields)]
    problems += _deprecations(fields, path, index)
    problems += [*repetitions(fields, path, index), *floating(fields, path, index)]
    if not problems and is_empty(fields):
        problems.append(BuildProblem("kustomization-empty", path, f"{posixpath.basename(path)} is empty", index))
    causes = edited.causes if edited is not None else {}
    return Target(folder, path, fields, index, tuple(problems), causes)


def _deprecations(fields: Mapping[str, Any], path: str, index: int) -> list[BuildProblem]:
    return [
        BuildProblem(
            "kustomization-deprecated-field", path, f"'{old}' is deprecated, use '{new}' instead", index, (old,),
            fatal=False, on_key=True,
        )
        for old, new in DEPRECATED.items()
        if old in fields
    ]  # fmt: skip
