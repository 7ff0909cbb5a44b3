"""Updating references to objects whose names or namespaces have changed.

Source: ``api/filters/nameref``, ``api/internal/accumulator/namereferencetransformer.go``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.edit import MISSING
from gitops_lint.render.kustomize.fieldspec import Config, FieldSpec, places
from gitops_lint.render.kustomize.resid import Gvk, ResId
from gitops_lint.render.kustomize.resource import Resource


class AmbiguousReferenceError(ValueError):
    """A reference could mean several objects."""

    def __init__(self, message: str, referrer: Resource, pointer: Pointer) -> None:
        super().__init__(message)
        self.referrer = referrer
        self.pointer = pointer


class _Candidate:
    """An object with what is asked about it again and again."""

    __slots__ = ("id", "kind", "original", "previous", "resource")

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.id = resource.id
        self.previous = resource.previous_ids
        self.original = self.previous[0] if self.previous else self.id
        self.kind = self.id.gvk.kind


def fix_references(resources: Sequence[Resource], config: Config) -> None:
    """Let every reference follow its object.  Raises `AmbiguousReferenceError`."""
    if not any(resource.previous for resource in resources):
        return
    everything = [_Candidate(resource) for resource in resources]
    by_name: dict[str, list[_Candidate]] = {}
    for candidate in everything:
        for name in {one.name for one in candidate.previous}:
            by_name.setdefault(name, []).append(candidate)
    for resource in resources:
        fields = config.references_of(resource.original_id.gvk, resource.kind)
        if fields:
            referrer = _Referrer(resource, by_name, everything)
            for kind, spec in fields:
                referrer.fix(kind, spec)


class _Referrer:
    def __init__(self, resource: Resource, by_name: dict[str, list[_Candidate]], everything: list[_Candidate]) -> None:
        self.resource = resource
        self.by_name = by_name
        self.everything = everything
        self.id = resource.id
        self.visible_spaces = _service_account_namespaces(resource)

    def fix(self, kind: Gvk, spec: FieldSpec) -> None:
        for pointer in places(self.resource.value, spec.parts):
            value = self.resource.get(pointer)
            if isinstance(value, list):
                for index in range(len(value)):
                    self._fix_one((*pointer, index), value[index], kind, spec)
            else:
                self._fix_one(pointer, value, kind, spec)

    def _fix_one(self, pointer: Pointer, value: Any, kind: Gvk, spec: FieldSpec) -> None:
        if isinstance(value, dict):
            self._fix_mapping(pointer, value, kind, spec)
        elif value is not None and not isinstance(value, list):
            name = self.resource.text(pointer)
            found = self._select(pointer, name, kind, spec, None)
            if found is not None and found.resource.name != name:
                self._write(pointer, found.resource.name, found.resource, ("metadata", "name"))

    def _fix_mapping(self, pointer: Pointer, value: dict[str, Any], kind: Gvk, spec: FieldSpec) -> None:
        if "name" not in value:
            raise AmbiguousReferenceError("path config error; no 'name' field in node", self.resource, pointer)
        name = self.resource.text((*pointer, "name"))
        namespace = self.resource.text((*pointer, "namespace")) if "namespace" in value else None
        found = self._select(pointer, name, kind, spec, namespace)
        if found is None:
            return
        new_name, new_namespace = found.resource.name, found.resource.namespace
        if new_name != name:
            self._write((*pointer, "name"), new_name, found.resource, ("metadata", "name"))
        if new_namespace and namespace != new_namespace:
            self._write((*pointer, "namespace"), new_namespace, found.resource, ("metadata", "namespace"))

    def _write(self, pointer: Pointer, text: str, target: Resource, source: Pointer) -> None:
        cause, *rest = target.trace(source)
        reference = Cause("reference", cause.path, cause.document, cause.pointer, cause.span)
        self.resource.put(pointer, text, reference, *rest)

    def _select(
        self, pointer: Pointer, name: str, kind: Gvk, spec: FieldSpec, namespace: str | None
    ) -> _Candidate | None:
        named = self.by_name.get(name)
        if not named:
            return None
        in_reach = [candidate for candidate in named if self._reaches(candidate)]
        if namespace is not None:
            in_reach = self._in_namespace(in_reach, namespace)
        fitting = [one for one in in_reach if any(previous.gvk.selected_by(kind) for previous in one.previous)]
        if spec.path.endswith("roleRef/name"):
            fitting = self._of_role_kind(fitting)
        fitting = [one for one in fitting if self._same_namespace(one)]
        if len(fitting) > 1:
            fitting = [one for one in fitting if _same_affixes(one.resource, self.resource, allow_empty=True)]
            if len(fitting) > 1:
                fitting = [one for one in fitting if _same_affixes(one.resource, self.resource, allow_empty=False)]
        if not fitting:
            return None
        if len({(one.resource.name, one.resource.namespace if namespace is not None or isinstance(
                self.resource.get(pointer), dict) else "") for one in fitting}) > 1:  # fmt: skip
            names = ", ".join(str(one.id) for one in fitting)
            raise AmbiguousReferenceError(f"found multiple possible referrals: {names}", self.resource, pointer)
        return fitting[0]

    def _reaches(self, candidate: _Candidate) -> bool:
        """Whether the object could name the other at all."""
        return (
            self.id.cluster_scoped
            or candidate.id.cluster_scoped
            or candidate.id.effective_namespace == self.id.effective_namespace
            or candidate.resource.namespace in self.visible_spaces
        )

    def _in_namespace(self, named: list[_Candidate], namespace: str) -> list[_Candidate]:
        """By the namespaces that objects were read with, or where none was read there, by today's."""

        def within(one: ResId) -> bool:
            return not one.cluster_scoped and one.effective_namespace == namespace

        # What counts is whether *any* reachable object was there, of whatever name, renamed or not.
        if self._anything_was_in(namespace):
            return [one for one in named if within(one.original)]
        return [one for one in named if within(one.id)]

    def _anything_was_in(self, namespace: str) -> bool:
        return any(
            not one.original.cluster_scoped and one.original.effective_namespace == namespace and self._reaches(one)
            for one in self.everything
        )

    def _of_role_kind(self, fitting: list[_Candidate]) -> list[_Candidate]:
        role = self.resource.value.get("roleRef")
        if not isinstance(role, dict) or role.get("apiGroup") is None or role.get("kind") is None:
            return fitting
        wanted = Gvk(str(role["apiGroup"]), "", str(role["kind"]))
        return [one for one in fitting if any(previous.gvk.selected_by(wanted) for previous in one.previous)]

    def _same_namespace(self, candidate: _Candidate) -> bool:
        return (
            self.id.cluster_scoped
            or candidate.id.cluster_scoped
            or candidate.kind == "ServiceAccount"
            or candidate.id.effective_namespace == self.id.effective_namespace
        )


def _service_account_namespaces(resource: Resource) -> set[str]:
    subjects = resource.value.get("subjects") if resource.kind == "RoleBinding" else None
    return {
        subject["namespace"]
        for subject in (subjects if isinstance(subjects, list) else ())
        if isinstance(subject, dict)
        and subject.get("kind") == "ServiceAccount"
        and isinstance(subject.get("namespace"), str)
    }


def _same_affixes(one: Resource, other: Resource, *, allow_empty: bool) -> bool:
    return _same_ending(one.prefixes, other.prefixes, allow_empty) and _same_ending(
        one.suffixes, other.suffixes, allow_empty
    )


def _same_ending(one: tuple[str, ...], other: tuple[str, ...], allow_empty: bool) -> bool:
    short, long = sorted((one, other), key=len)
    if not short:
        return allow_empty or not long
    return long[-len(short) :] == short


def field_value(resource: Resource, parts: Sequence[str]) -> tuple[Pointer, Any]:
    """The place that path parts lead to and its value, or `MISSING`; ``[name=x]`` and indices select list items."""
    here: Pointer = ()
    for raw in parts:
        part = raw.strip()
        if not part:
            continue
        value = resource.get(here)
        if isinstance(value, list):
            index = _list_index(value, part)
            if index is None:
                return here, MISSING
            here = (*here, index)
        else:
            here = (*here, part)
        if resource.get(here) is MISSING:
            return here, MISSING
    return here, resource.get(here)


def _list_index(items: list[Any], part: str) -> int | None:
    if part == "-":
        return len(items) - 1 if items else None
    if part.isdecimal():
        return int(part) if int(part) < len(items) else None
    if part.startswith("[") and part.endswith("]") and "=" in part:
        field, _, text = part[1:-1].partition("=")
        for index, item in enumerate(items):
            if (str(item) == text) if not field else (isinstance(item, dict) and str(item.get(field)) == text):
                return index
    return None
