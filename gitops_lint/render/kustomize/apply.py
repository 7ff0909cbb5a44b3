"""The transformers of one kustomization, in kustomize's order.

Source: ``configureBuiltinTransformers`` in ``api/internal/target/kusttarget_configplugin.go``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.fieldspec import (
    Config,
    ConflictError,
    FieldSpec,
    ShapeError,
    merge_specs,
    read_specs,
)
from gitops_lint.render.kustomize.habits import replaced_peers
from gitops_lint.render.kustomize.kustomization import REPLACEMENT, FieldProblem, decoded
from gitops_lint.render.kustomize.patches import (
    Patcher,
    PatchError,
    read_patch,
    read_patch_file,
    read_patch_text,
)
from gitops_lint.render.kustomize.reader import Reader, ReadError, RemoteError
from gitops_lint.render.kustomize.replacements import ReplacementError, apply_replacement
from gitops_lint.render.kustomize.resid import Gvk
from gitops_lint.render.kustomize.resource import Resource
from gitops_lint.render.kustomize.result import BuildProblem, UnsupportedError
from gitops_lint.render.kustomize.schema import MergeSchema
from gitops_lint.render.kustomize.selectors import SelectorError
from gitops_lint.render.kustomize.target import Target, problem_at
from gitops_lint.render.kustomize.transformers import (
    set_affix,
    set_entries,
    set_images,
    set_namespace,
    set_replicas,
)

_OWN_LABELS = FieldSpec(Gvk(), "metadata/labels", True)


class Applier:
    """Applies a kustomization's transformers to the objects gathered for it."""

    def __init__(
        self, reader: Reader, schema: MergeSchema, target: Target, resources: list[Resource], config: Config,
        *, subjects: str = "defaultOnly", unset_only: bool = False,
    ) -> None:  # fmt: skip
        self.reader = reader
        self.schema = schema
        self.target = target
        self.resources = resources
        self.config = config
        self.subjects = subjects
        self.unset_only = unset_only
        self.problems: list[BuildProblem] = []

    def run(self) -> list[BuildProblem]:
        """Change the objects; what went wrong.  Raises `UnsupportedError`."""
        steps = (
            self._merge_patches, self._patches, self._namespace, self._affixes, self._labels, self._annotations,
            self._json_patches, self._replicas, self._images, self._replacements,
        )  # fmt: skip
        for step in steps:
            try:
                step()
            except ShapeError as error:
                name = step.__name__.strip("_")
                self.problems.append(self.target.problem("kustomization-transformer-fails", f"{name}: {error}"))
            if any(problem.fatal for problem in self.problems):
                break
        return self.problems

    # --- patches --------------------------------------------------------------------------------------------

    def _guarded(self, pointer: Pointer, action: Any) -> None:
        """Run the action of one entry; whatever it refuses becomes a problem."""
        try:
            action()
        except PatchError as error:
            self.problems.append(problem_at(error.rule, str(error), error.cause))
        except ReadError as error:
            self.problems.append(self.target.problem(error.rule, str(error), *pointer))
        except RemoteError as error:
            raise UnsupportedError(f"remote patch '{error}'") from None
        except SelectorError as error:
            self.problems.append(self.target.problem("kustomization-patch-invalid", str(error), *pointer, "target"))

    def _merge_patches(self) -> None:
        for index, text in enumerate(self.target.entries("patchesStrategicMerge")):
            pointer = ("patchesStrategicMerge", index)
            self._guarded(pointer, lambda text=text, pointer=pointer: self._merge_patch(text, pointer))

    def _merge_patch(self, text: str, pointer: Pointer) -> None:
        here = self.target.cause("patch", *pointer)
        if "\n" in text or ":" in text:
            patch = read_patch_text(self.reader, text, here, ())
        else:
            patch = read_patch_file(self.reader, self.target.folder, text)
        if patch.operations is not None:
            raise PatchError("kustomization-patch-invalid", "a JSON patch is not a strategic merge patch", here)
        patcher = Patcher(self.resources, self.schema)
        for part in patch.objects:
            patcher.apply_to_namesake(part)

    def _patches(self) -> None:
        for index, entry in enumerate(self.target.entries("patches")):
            pointer = ("patches", index)
            self._guarded(pointer, lambda entry=entry, pointer=pointer: self._patch(entry or {}, pointer))

    def _patch(self, entry: Mapping[str, Any], pointer: Pointer) -> None:
        here = self.target.cause("patch", *pointer)
        patch = read_patch(self.reader, self.target.folder, entry, here)
        changed = Patcher(self.resources, self.schema).apply(patch, entry, here)
        self._note_idle(changed, entry, pointer)

    def _note_idle(self, changed: int, entry: Mapping[str, Any], pointer: Pointer) -> None:
        if changed or not self.resources or entry.get("target") is None:
            return
        target = entry["target"]
        described = " ".join(f"{key} '{target[key]}'" for key in target if target[key])
        message = f"patch target {described or 'selector'} matches no resource"
        self.problems.append(self.target.problem("patch-target-not-found", message, *pointer, "target", fatal=False))

    def _json_patches(self) -> None:
        for index, entry in enumerate(self.target.entries("patchesJson6902")):
            pointer = ("patchesJson6902", index)
            self._guarded(pointer, lambda entry=entry, pointer=pointer: self._json_patch(entry or {}, pointer))

    def _json_patch(self, entry: Mapping[str, Any], pointer: Pointer) -> None:
        here = self.target.cause("patch", *pointer)
        target = entry.get("target") or {}
        if not target.get("name"):
            raise PatchError("kustomization-patch-invalid", "must specify the target name", here)
        patch = read_patch(self.reader, self.target.folder, entry, here)
        if patch.operations is None:
            raise PatchError("kustomization-patch-invalid", "not a JSON patch", here)
        changed = Patcher(self.resources, self.schema).apply_operations(patch, target, here, remember=False)
        self._note_idle(changed, entry, pointer)

    # --- fields ---------------------------------------------------------------------------------------------

    def _namespace(self) -> None:
        if self.target.namespace:
            cause = self.target.cause("namespace", "namespace")
            colliding = set_namespace(
                self.resources, self.target.namespace, self.config, cause,
                subjects=self.subjects, unset_only=self.unset_only,
            )  # fmt: skip
            if colliding is not None:
                message = f"namespace transformation produces ID conflict: {colliding.id}"
                self.problems.append(problem_at("kustomization-id-collision", message, cause))

    def _affixes(self) -> None:
        for name, suffix in (("namePrefix", False), ("nameSuffix", True)):
            text = self.target.value.get(name)
            if text:
                specs = self.config.sections.get(name, ())
                set_affix(self.resources, text, specs, self.target.cause(name, name), suffix=suffix)

    def _labels(self) -> None:
        sections = self.config.sections
        for index, entry in enumerate(self.target.entries("labels")):
            try:
                specs = merge_specs(read_specs(entry.get("fields")), sections.get("labels", ()))
                if entry.get("includeSelectors"):
                    specs = merge_specs(specs, sections.get("commonLabels", ()))
                else:
                    if entry.get("includeTemplates"):
                        specs = merge_specs(specs, sections.get("templateLabels", ()))
                    specs = merge_specs(specs, (_OWN_LABELS,))
            except ConflictError as error:
                self.problems.append(self.target.problem("kustomization-field-type", str(error), "labels", index))
                continue
            if entry.get("includeSelectors"):
                self._warn_of_peers(entry.get("pairs"), "labels", index, "pairs")
            set_entries(self.resources, self._entries(entry.get("pairs"), "labels", index, "pairs"), specs)
        common = self._entries(self.target.value.get("commonLabels"), "commonLabels")
        self._warn_of_peers(self.target.value.get("commonLabels"), "commonLabels")
        set_entries(self.resources, common, sections.get("commonLabels", ()))

    def _warn_of_peers(self, pairs: Any, *pointer: str | int) -> None:
        """Whom a NetworkPolicy lets in or out is selected by labels too, but they are others' labels."""
        for resource in self.resources if pairs else ():
            for key, text in dict(replaced_peers(resource.value, pairs)).items():
                policy = resource.value.get("metadata", {}).get("name")
                message = f"label '{key}' takes the place of '{text}' in a peer of NetworkPolicy '{policy}'"
                self.problems.append(
                    self.target.problem("kustomization-label-replaces-peer", message, *pointer, key, fatal=False)
                )

    def _annotations(self) -> None:
        entries = self._entries(self.target.value.get("commonAnnotations"), "commonAnnotations")
        set_entries(self.resources, entries, self.config.sections.get("commonAnnotations", ()))

    def _entries(self, pairs: Any, *pointer: str | int) -> dict[str, tuple[str, Cause]]:
        how = str(pointer[0])
        return {key: (text, self.target.cause(how, *pointer, key)) for key, text in (pairs or {}).items()}

    def _replicas(self) -> None:
        for index, entry in enumerate(self.target.entries("replicas")):
            name = entry.get("name") or ""
            cause = self.target.cause("replicas", "replicas", index, "count")
            if not set_replicas(self.resources, name, entry.get("count") or 0, self.config, cause):
                message = f"resource with name {name} does not match a config with kinds that have replicas"
                problem = self.target.problem("replicas-target-not-found", message, "replicas", index)
                self.problems.append(problem)

    def _images(self) -> None:
        entries = [
            ((name, index), entry or {})
            for name in ("images", "imageTags")
            for index, entry in enumerate(self.target.entries(name))
        ]
        if entries:
            images = [(entry, self._cause_of_image(*pointer, entry)) for pointer, entry in entries]
            try:
                used, names = set_images(self.resources, images, self.config)
            except re.error as error:
                message = f"image name is not a regular expression: {error}"
                self.problems.append(self.target.problem("kustomization-field-type", message, "images"))
            else:
                for at, (pointer, entry) in enumerate(entries):
                    if at not in used:
                        self._note_unused_image(pointer, entry, names)

    def _note_unused_image(self, pointer: tuple[str, int], entry: Mapping[str, Any], names: Collection[str]) -> None:
        """An entry that does nothing; a component's may elsewhere, and an Application's has a rule of its own."""
        name = entry.get("name")
        if not self.resources or self.target.is_component or self._is_added(*pointer) or not isinstance(name, str):
            return
        from difflib import get_close_matches  # only the unhappy pay for it

        near = get_close_matches(name, sorted(names), 1, 0.8)
        hint = f", did you mean '{near[0]}'?" if near else ""
        message = f"no object has an image '{name}'{hint}"
        problem = self.target.problem("kustomization-image-unmatched", message, *pointer, "name", fatal=False)
        self.problems.append(problem)

    def _cause_of_image(self, name: str, index: int, entry: Mapping[str, Any]) -> Cause:
        """The line that somebody would change; an entry that an Application adds is one text."""
        keys = (key for key in ("newTag", "digest", "tagSuffix", "newName") if entry.get(key))
        told = () if self._is_added(name, index) else tuple(keys)[:1]
        return self.target.cause("images", name, index, *told)

    def _is_added(self, name: str, index: int) -> bool:
        """Whether an Application adds the entry."""
        return not self.target.causes.keys().isdisjoint({(name,), (name, index)})

    # --- replacements ---------------------------------------------------------------------------------------

    def _replacements(self) -> None:
        for index, entry in enumerate(self.target.entries("replacements")):
            pointer = ("replacements", index)
            self._guarded(pointer, lambda entry=entry, pointer=pointer: self._replacement(entry or {}, pointer))

    def _replacement(self, entry: Mapping[str, Any], pointer: Pointer) -> None:
        here = self.target.cause("replacement", *pointer)
        if not entry.get("path"):
            self._replace(entry, here)
            return
        if entry.get("source") or entry.get("targets"):
            message = "cannot specify both path and inline replacement"
            self.problems.append(problem_at("replacement-invalid", message, here))
            return
        real = self.reader.find_file(self.target.folder, entry["path"])
        documents = self.reader.documents(real)
        value = documents[0].value if documents else None
        place = Cause("replacement", real, documents[0].index if documents else 0)
        several = isinstance(value, list)
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            found: list[FieldProblem] = []
            # Unknown fields of a replacements file are not refused: it is not decoded strictly.
            fields = decoded(item, dict(REPLACEMENT), found)
            self._replace(fields or {}, place.below((index,)) if several else place)

    def _replace(self, entry: Mapping[str, Any], cause: Cause) -> None:
        try:
            apply_replacement(self.resources, entry, cause)
        except ReplacementError as error:
            self.problems.append(problem_at(error.rule, str(error), cause.below(error.pointer)))
