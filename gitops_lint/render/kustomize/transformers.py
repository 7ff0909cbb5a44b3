"""The transformers that set fields by field specs: namespace, names, labels, annotations, images, replicas.

Source: ``api/internal/builtins`` and ``api/filters`` of kustomize.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.fieldspec import Config, FieldSpec, ShapeError, places
from gitops_lint.render.kustomize.resid import Gvk
from gitops_lint.render.kustomize.resource import Resource

_UNPREFIXED = (
    Gvk(kind="CustomResourceDefinition"),
    Gvk("apiregistration.k8s.io", "", "APIService"),
    Gvk(kind="Namespace"),
)
_ROLE_BINDINGS = ("RoleBinding", "ClusterRoleBinding")


def set_namespace(
    resources: Sequence[Resource], namespace: str, config: Config, cause: Cause, *,
    subjects: str = "defaultOnly", unset_only: bool = False,
) -> Resource | None:  # fmt: skip
    """Move every object into a namespace; the one that then collides with another, if any."""
    for resource in resources:
        if resource.from_helm:
            continue
        resource.remember_id()
        for pointer in _namespace_places(resource, config, subjects):
            present = resource.get(pointer)
            if isinstance(present, (dict, list)):
                raise ShapeError("namespace field specs must target scalar nodes")
            if not (unset_only and resource.text(pointer)):
                resource.put(pointer, namespace, cause)
    return _collision(resources)


def _namespace_places(resource: Resource, config: Config, subjects: str) -> list[Pointer]:
    gvk = resource.gvk
    found: list[Pointer] = [] if resource.id.cluster_scoped else [("metadata", "namespace")]
    if gvk.kind in _ROLE_BINDINGS:
        found.extend(_subject_places(resource, subjects))
    for spec in config.of("namespace", gvk):
        skipped = (
            spec.path == "metadata/namespace"
            or (spec.path == "metadata/name" and gvk.api_version != "v1")
            or (spec.path == "subjects/namespace" and spec.gvk.kind in _ROLE_BINDINGS)
        )
        if not skipped:
            found.extend(places(resource.value, spec.parts, create=spec.create))
    return found


def _subject_places(resource: Resource, mode: str) -> list[Pointer]:
    subjects = resource.value.get("subjects")
    if mode == "none" or subjects is None:
        return []
    if not isinstance(subjects, list):
        raise ShapeError("setting namespace on (cluster)role binding subjects: wrong node kind")
    field, wanted = ("kind", "ServiceAccount") if mode == "allServiceAccounts" else ("name", "default")
    return [
        ("subjects", index, "namespace")
        for index, subject in enumerate(subjects)
        if isinstance(subject, dict) and subject.get(field) == wanted
    ]


def _collision(resources: Sequence[Resource]) -> Resource | None:
    seen = set()
    for resource in resources:
        key = resource.id.key
        if key in seen:
            return resource
        seen.add(key)
    return None


def set_affix(
    resources: Sequence[Resource], text: str, specs: tuple[FieldSpec, ...], cause: Cause, *, suffix: bool
) -> None:
    """Put a text before or after the names of all objects but Namespaces, CRDs and APIServices."""
    for resource in resources:
        original = resource.original_id.gvk
        if any(original.selected_by(skipped) for skipped in _UNPREFIXED):
            continue
        for spec in specs:
            if not original.selected_by(spec.gvk):
                continue
            if spec.path == "metadata/name" and text:
                if suffix:
                    resource.suffixes = (*resource.suffixes, text)
                else:
                    resource.prefixes = (*resource.prefixes, text)
                resource.remember_id()
            if resource.gvk.selected_by(spec.gvk):
                for pointer in places(resource.value, spec.parts, create=spec.create):
                    old = resource.text(pointer)
                    resource.put(pointer, old + text if suffix else text + old, cause)


def set_entries(
    resources: Iterable[Resource], entries: Mapping[str, tuple[str, Cause]], specs: tuple[FieldSpec, ...]
) -> None:
    """Put labels or annotations into the mappings that the specs lead to."""
    by_kind: dict[Gvk, list[FieldSpec]] = {}
    for resource in resources:
        gvk = resource.gvk
        if gvk not in by_kind:
            by_kind[gvk] = [spec for spec in specs if gvk.selected_by(spec.gvk)]
        for key in sorted(entries):
            text, cause = entries[key]
            added: list[Pointer] = []
            for spec in by_kind[gvk]:
                for pointer in places(resource.value, spec.parts, create=spec.create):
                    present = resource.get(pointer)
                    if isinstance(present, (str, int, float, list)):
                        raise ShapeError(f"'{spec.path}' of {resource.id} is not a mapping")
                    if not isinstance(present, dict) or key not in present:
                        added.append((*pointer, key))
                    resource.put((*pointer, key), text, cause)
            resource.tie(added)


def set_images(
    resources: Iterable[Resource], images: Sequence[tuple[Mapping[str, Any], Cause]], config: Config
) -> tuple[frozenset[int], frozenset[str]]:
    """Rename and retag images; which entries did something, and the names that there were.

    An entry's name is a regular expression, as it is for kustomize.
    """
    patterns = [(_image_pattern(_string(image, "name")), image, cause) for image, cause in images]
    used: set[int] = set()
    names: set[str] = set()
    for resource in resources:
        gvk = resource.gvk
        if gvk.kind == "CustomResourceDefinition":
            continue
        legacy: list[Pointer] = []
        _add_container_images(resource.value, (), legacy)
        null_lists: list[Pointer] = []
        specified = [
            pointer
            for spec in config.of("images", gvk)
            for pointer in places(resource.value, spec.parts, null_lists=null_lists)
        ]
        for index, (pattern, image, cause) in enumerate(patterns):
            for pointer in (*legacy, *specified):
                present = resource.get(pointer)
                if present is None:
                    continue
                if isinstance(present, (dict, list)):
                    raise ShapeError(f"image of {resource.id} is not a scalar")
                old = resource.text(pointer)
                names.add(split_image(old)[0])
                if pattern.search(old):
                    used.add(index)
                    resource.put(pointer, new_image(old, image), cause)
        for pointer in null_lists:
            resource.retype(pointer, [])
    return frozenset(used), frozenset(names)


@lru_cache(4096)
def _image_pattern(name: str) -> re.Pattern[str]:
    # The Go pattern ends in $, which there is the very end of the text.
    return re.compile("^" + name + r"(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?\Z")


def _add_container_images(value: dict[str, Any] | list[Any], here: Pointer, found: list[Pointer]) -> None:
    """Add the places of the images of all containers, however deep."""
    if isinstance(value, list):
        for index, below in enumerate(value):
            if isinstance(below, (dict, list)):
                _add_container_images(below, (*here, index), found)
        return
    for key, below in value.items():
        if isinstance(below, (dict, list)):
            _add_container_images(below, (*here, key), found)
            if key in ("containers", "initContainers") and isinstance(below, list):
                for index, item in enumerate(below):
                    if isinstance(item, dict) and "image" in item:
                        found.append((*here, key, index, "image"))


def split_image(image: str) -> tuple[str, str, str]:
    """Name, tag and digest (``api/internal/image/image.go``)."""
    slash = image.find("/")
    start = slash if slash > 0 else 0
    at, colon = image.find("@", start), image.find(":", start)
    if at < 0 and colon < 0:
        return image, "", ""
    if at >= 0 and (at < colon or colon < 0):
        return image[:at], "", image[at + 1 :]
    if at >= 0:
        return image[:colon], image[colon + 1 : at], image[at + 1 :]
    return image[:colon], image[colon + 1 :], ""


def new_image(old: str, image: Mapping[str, Any]) -> str:
    """The image after an entry of ``images``."""
    name, tag, digest = split_image(old)
    name = _string(image, "newName") or name
    new_tag, new_digest, suffix = (_string(image, key) for key in ("newTag", "digest", "tagSuffix"))
    if new_tag or new_digest:
        tag, digest = new_tag, new_digest
    elif suffix:
        tag, digest = tag + suffix, ""
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def set_replicas(resources: Sequence[Resource], name: str, count: int, config: Config, cause: Cause) -> bool:
    """Set the replica count of the objects of that name; whether there are any."""
    found = False
    for spec in config.sections.get("replicas", ()):
        for resource in resources:
            ids = (*resource.previous_ids, resource.id)
            if not any(one.name == name and one.gvk.selected_by(spec.gvk) for one in ids):
                continue
            found = True
            if resource.gvk.selected_by(spec.gvk):
                for pointer in places(resource.value, spec.parts, create=spec.create):
                    resource.put(pointer, count, cause)
    return found


def _string(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""
