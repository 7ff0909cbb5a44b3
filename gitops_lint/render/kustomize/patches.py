"""Patches: strategic merge or JSON, from a file or written inside of the kustomization.

Source: ``api/internal/builtins/Patch*Transformer.go``, ``resmap.ApplySmPatch``, ``resource.ApplySmPatch``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.edit import MISSING, lookup
from gitops_lint.render.kustomize.exact import FLOW_NULL, NO_RAW
from gitops_lint.render.kustomize.jsonpatch import JsonPatchError, apply_json_patch
from gitops_lint.render.kustomize.merge import Cell, Merge, MergeError
from gitops_lint.render.kustomize.objects import NotAnObjectError, Part, objects_of
from gitops_lint.render.kustomize.reader import Reader
from gitops_lint.render.kustomize.resid import ResId
from gitops_lint.render.kustomize.resource import RawTexts, Resource
from gitops_lint.render.kustomize.schema import MergeSchema
from gitops_lint.render.kustomize.selectors import Selector
from gitops_lint.values import dataclass


class PatchError(ValueError):
    """The patch cannot be used; ``cause`` is the place to look at."""

    def __init__(self, rule: str, message: str, cause: Cause) -> None:
        super().__init__(message)
        self.rule = rule
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch as read: objects to merge, or operations."""

    objects: tuple[Part, ...]
    operations: list[Any] | None
    cause: Cause  #: of the whole patch


def read_patch(reader: Reader, folder: str, entry: Mapping[str, Any], here: Cause) -> Patch:
    """The patch of an entry of ``patches`` or ``patchesJson6902``; ``here`` is the entry's own place.

    Raises `PatchError`, and what the reader raises.
    """
    text, path = (entry.get("patch") or "").strip(), entry.get("path") or ""
    if not text and not path:
        raise PatchError("kustomization-patch-invalid", "must specify one of patch and path", here)
    if text and path:
        raise PatchError("kustomization-patch-invalid", "patch and path can't be set at the same time", here)
    if path:
        return read_patch_file(reader, folder, path)
    return read_patch_text(reader, entry["patch"], here, ("patch",))


def read_patch_file(reader: Reader, folder: str, path: str) -> Patch:
    """The patch in a file."""
    real = reader.find_file(folder, path)
    return _classified(reader.exact_documents(real), lambda: reader.documents(real)[0].value, Cause("patch", real))


def read_patch_text(reader: Reader, text: str, here: Cause, pointer: Pointer) -> Patch:
    """The patch in a scalar of the kustomization."""
    cause = here.below(pointer)
    documents = reader.parsed_text(text)
    exact = reader.exact_text(documents, text, cause.path, cause.document, cause.pointer)
    return _classified(exact, lambda: documents[0].value, _as_patch(cause))


def _classified(documents: Sequence[tuple[Any, Cause]], plain: Any, cause: Cause) -> Patch:
    """A list is a JSON patch, everything else a strategic merge patch.

    JSON patches go through another YAML library, so they take the plain values.
    """
    if documents and isinstance(documents[0][0], list) and documents[0][0]:
        place = documents[0][1]
        return Patch((), plain(), Cause("patch", place.path, place.document, place.pointer))
    try:
        parts = objects_of(documents)
    except NotAnObjectError as error:
        message = f"unable to parse SM or JSON patch: {error}"
        raise PatchError("kustomization-patch-invalid", message, error.cause) from None
    return Patch(tuple(Part(part.value, _as_patch(part.cause)) for part in parts), None, cause)


def _as_patch(cause: Cause) -> Cause:
    return Cause("patch", cause.path, cause.document, cause.pointer)


class Patcher:
    """Applies patches to the objects of one kustomization."""

    def __init__(self, resources: list[Resource], schema: MergeSchema) -> None:
        self.resources = resources
        self.schema = schema

    def apply(self, patch: Patch, entry: Mapping[str, Any], here: Cause) -> int:
        """Apply an entry of ``patches``; how many objects it changed.  Raises `PatchError` and `SelectorError`."""
        target = entry.get("target")
        if patch.operations is not None:
            if target is None:
                raise PatchError("kustomization-patch-invalid", "must specify a target for JSON patch", here)
            return self.apply_operations(patch, target, here, remember=True)
        options = entry.get("options") or {}
        if target is None:
            for part in patch.objects:
                self._merge(self.unique_target(part), self._marked(part, options), options)
            return len(patch.objects)
        if len(patch.objects) > 1:
            message = (
                "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field"
            )
            raise PatchError("kustomization-patch-invalid", message, here)
        if not patch.objects:
            return 0
        selected = Selector(target).select(self.resources)
        self._merge_copies(selected, patch.objects[0], options)
        return len(selected)

    def apply_to_namesake(self, part: Part) -> None:
        """Apply an entry of ``patchesStrategicMerge``."""
        self._merge_copies([self.unique_target(part)], part, {})

    def apply_operations(self, patch: Patch, target: Mapping[str, Any], here: Cause, *, remember: bool) -> int:
        """Apply a JSON patch to all objects of a target; how many there are."""
        selected = Selector(target).select(self.resources)
        for resource in selected:
            if remember:
                resource.remember_id()
            if resource.has_notes and not isinstance(resource.get(("metadata", "annotations")), dict):
                resource.retype(("metadata", "annotations"), {})
            conflict = resource.conflict()
            if conflict is not None:  # a JSON patch works on the printed object
                raise PatchError("replacement-type-mismatch", f"{conflict[1]} in {resource.id}", conflict[0])
            resource.quote_flow_nulls()
            try:
                apply_json_patch(resource, patch.operations or [], patch.cause)
            except JsonPatchError as error:
                message = f"{error} (patching {resource.id})"
                raise PatchError("kustomization-patch-fails", message, patch.cause.below((error.index,))) from None
            resource.raw, resource.aliases = {}, ()
            _stringify(resource)
        return len(selected)

    def unique_target(self, part: Part) -> Resource:
        """The one object whose identity a patch bears.  Raises `PatchError`."""
        wanted = self._id_of(part)
        found = [
            resource
            for resource in self.resources
            if any(one.key == wanted.key for one in (*resource.previous_ids, resource.id))
        ]
        if len(found) == 1:
            return found[0]
        problem = "multiple matches" if found else "no matches"
        message = f"{problem} for {wanted}; failed to find unique target for patch"
        raise PatchError("patch-target-not-found", message, part.cause.below(("metadata", "name")))

    def _id_of(self, part: Part) -> ResId:
        return Resource(part.value, part.cause, {}, self.schema.cluster).id

    def _marked(self, part: Part, options: Mapping[str, Any]) -> Part:
        """Kustomize notes the options in the patch's annotations, all of which become text by that."""
        if not any(options.get(name) is True for name in ("allowNameChange", "allowKindChange")):
            return part
        patch = Resource(part.value, part.cause, self._raw(), self.schema.cluster)
        if isinstance(patch.get(("metadata", "annotations")), dict):
            patch.retype(("metadata", "annotations"), patch.strings("annotations"))
        return Part(patch.value, part.cause)

    def _raw(self) -> RawTexts:
        return next((resource.raw for resource in self.resources if resource.raw), {})

    def _merge_copies(self, selected: Sequence[Resource], part: Part, options: Mapping[str, Any]) -> None:
        """What kustomize does to a patch with several possible targets: labels and annotations become text."""
        patch = Resource(part.value, part.cause, self._raw(), self.schema.cluster)
        for field in ("labels", "annotations"):
            if patch.get(("metadata", field)) in (None, {}):
                if isinstance(patch.value.get("metadata"), dict) and field in patch.value["metadata"]:
                    patch.value = {**patch.value, "metadata": _without(patch.value["metadata"], field)}
            elif isinstance(patch.get(("metadata", field)), dict):
                patch.retype(("metadata", field), patch.strings(field))
        for resource in selected:
            self._merge(resource, Part(patch.value, part.cause), options)
        self._refuse_collisions(part)

    def _refuse_collisions(self, part: Part) -> None:
        seen = set()
        for resource in self.resources:
            key = resource.id.key
            if key in seen:
                message = f"may not add resource with an already registered id: {resource.id}"
                raise PatchError("kustomization-id-collision", message, part.cause)
            seen.add(key)

    def _merge(self, resource: Resource, part: Part, options: Mapping[str, Any]) -> None:
        allow_name, allow_kind = options.get("allowNameChange") is True, options.get("allowKindChange") is True
        if allow_name or allow_kind:
            resource.remember_id()
        value = _bare(part.value, keep_name=allow_name, keep_kind=allow_kind)
        merge = Merge(self.schema, lambda cause: _null_was_written(resource, cause))
        try:
            target = Cell(resource.value, resource.shadow, resource.first)
            merged = merge.apply(target, Cell(value, None, part.cause))
        except MergeError as error:
            message = f"{error} (patching {resource.id})"
            raise PatchError("kustomization-patch-fails", message, part.cause) from None
        if merged is None or not merged.value:
            self.resources.remove(resource)
            return
        if merged is not target:
            return  # ``$patch: replace`` for a whole object: kustomize forgets the result
        before, resource.value = resource.value, merged.value
        if merged.shadow is not None:
            resource.shadow = merged.shadow
        _restore_identity(resource, before, keep_name=allow_name, keep_kind=allow_kind)
        if resource.aliases:
            resource.settle_aliases(before)


def _without(mapping: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in names}


def _bare(patch: dict[str, Any], *, keep_name: bool, keep_kind: bool) -> dict[str, Any]:
    """The patch without what only says whom it is for."""
    value = _without(patch, "apiVersion", *(() if keep_kind else ("kind",)))
    metadata = value.get("metadata")
    if isinstance(metadata, dict):
        value["metadata"] = _without(metadata, "namespace", *(() if keep_name else ("name",)))
    return value


def _restore_identity(resource: Resource, before: dict[str, Any], *, keep_name: bool, keep_kind: bool) -> None:
    """What a patch that replaces everything must not take away."""
    pointers: list[Pointer] = [("apiVersion",), ("metadata", "namespace")]
    pointers += [] if keep_kind else [("kind",)]
    pointers += [] if keep_name else [("metadata", "name")]
    for pointer in pointers:
        old = lookup(before, pointer)
        if old is not MISSING and resource.get(pointer) is MISSING:
            resource.put(pointer, old, resource.first.below(pointer))


def _null_was_written(resource: Resource, cause: Cause) -> bool:
    raw = resource.raw.get((cause.path, cause.document), NO_RAW)
    return raw.get(cause.pointer, "null") not in ("", FLOW_NULL)


def _stringify(resource: Resource) -> None:
    """Annotations become text, whatever they were."""
    annotations = resource.get(("metadata", "annotations"))
    if isinstance(annotations, dict) and any(not isinstance(value, str) for value in annotations.values()):
        resource.retype(("metadata", "annotations"), resource.strings("annotations"))
