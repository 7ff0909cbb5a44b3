"""A kustomization with what ``kustomize edit`` would add to it, without writing it.

Argo CD hands an Application's kustomize options to ``kustomize edit`` in this order before it builds (Argo CD
``util/kustomize/kustomize.go``): prefix, suffix, images, replicas, labels, annotations, namespace; then it appends
patches and components itself.  Source of the edits: kustomize ``commands/edit``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.result import EditedKustomization
from gitops_lint.render.kustomize.transformers import split_image


class EditError(ValueError):
    """``kustomize edit`` would refuse; ``pointer`` leads to the guilty option."""

    def __init__(self, message: str, pointer: Pointer) -> None:
        super().__init__(message)
        self.pointer = pointer


def edited_kustomization(
    value: Mapping[str, Any],
    options: Mapping[str, Any],
    cause: Cause,
    component_exists: Callable[[str], bool] = lambda path: True,
) -> EditedKustomization:
    """The kustomization ``value`` with the fields of an Application's ``spec.source.kustomize``.

    ``cause`` is the place of ``options``.  Raises `EditError`.
    """
    edit = _Edit(dict(value), cause)
    edit.scalar("namePrefix", options)
    edit.scalar("nameSuffix", options)
    edit.images(_list(options, "images"))
    edit.replicas(_list(options, "replicas"))
    edit.labels(options)
    force = options.get("forceCommonAnnotations") is True
    edit.entries("commonAnnotations", "commonAnnotations", options, force=force)
    edit.scalar("namespace", options)
    edit.append("patches", [dict(patch) for patch in _list(options, "patches") if isinstance(patch, dict)])
    skip_missing = options.get("ignoreMissingComponents") is True
    edit.components(
        [
            path
            for path in _list(options, "components")
            if isinstance(path, str) and not (skip_missing and not component_exists(path))
        ]
    )
    return EditedKustomization(edit.value, edit.causes)


def _list(options: Mapping[str, Any], name: str) -> list[Any]:
    found = options.get(name)
    return found if isinstance(found, list) else []


class _Edit:
    def __init__(self, value: dict[str, Any], cause: Cause) -> None:
        self.value = value
        self.cause = cause
        self.causes: dict[Pointer, Cause] = {}

    def _present(self, name: str) -> list[Any]:
        found = self.value.get(name)
        return list(found) if isinstance(found, list) else []

    def scalar(self, name: str, options: Mapping[str, Any]) -> None:
        if isinstance(options.get(name), str) and options[name]:
            self.value[name] = options[name]
            self.causes[(name,)] = self.cause.below((name,))

    def images(self, images: list[Any]) -> None:
        """``[name=]newName[:tag][@digest]``; an entry of the same name is replaced, ``*`` keeps its part."""
        added: dict[str, tuple[dict[str, str], int]] = {}
        for index, text in enumerate(images):
            if isinstance(text, str):
                image = parse_image(text, ("images", index))
                added[image["name"]] = (image, index)
        if not added:
            return
        present = {one.get("name", ""): one for one in self._present("images") if isinstance(one, dict)}
        merged: dict[str, Any] = dict(present)
        for name, (image, _) in added.items():
            old = present.get(name, {})
            kept = {key: old.get(key, "") if text == "*" else text for key, text in image.items()}
            merged[name] = {key: text for key, text in kept.items() if text}
        self._put_sorted("images", merged, {name: index for name, (_, index) in added.items()})

    def replicas(self, replicas: list[Any]) -> None:
        """An entry of the same name is replaced; the count may be text."""
        added: dict[str, int] = {}
        merged = {one.get("name", ""): one for one in self._present("replicas") if isinstance(one, dict)}
        for index, entry in enumerate(replicas):
            if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
                continue
            try:
                count = int(entry.get("count") or 0)
            except (TypeError, ValueError):
                message = f"expected integer value for count. Received: {entry.get('count')}"
                raise EditError(message, ("replicas", index, "count")) from None
            merged[entry["name"]] = {"name": entry["name"], "count": count}
            added[entry["name"]] = index
        if added:
            self._put_sorted("replicas", merged, added)

    def _put_sorted(self, field: str, entries: Mapping[str, Any], added: Mapping[str, int]) -> None:
        names = sorted(entries)
        self.value[field] = [entries[name] for name in names]
        for position, name in enumerate(names):
            if name in added:
                self.causes[(field, position)] = self.cause.below((field, added[name]))

    def labels(self, options: Mapping[str, Any]) -> None:
        force = options.get("forceCommonLabels") is True
        if options.get("labelWithoutSelector") is not True:
            self.entries("commonLabels", "commonLabels", options, force=force)
            return
        labels = options.get("commonLabels")
        if not isinstance(labels, dict) or not labels:
            return
        templates = options.get("labelIncludeTemplates") is True
        present = self._present("labels")
        position = next((index for index, one in enumerate(present) if _same_settings(one, templates)), len(present))
        if position == len(present):
            present.append({"pairs": {}, **({"includeTemplates": True} if templates else {})})
        pairs = dict(present[position].get("pairs") or {})
        for key, text in labels.items():
            if key in pairs and not force:
                raise EditError(_already("label", key), ("commonLabels", key))
            pairs[key] = str(text)
            self.causes["labels", position, "pairs", key] = self.cause.below(("commonLabels", key))
        present[position] = {**present[position], "pairs": pairs}
        self.value["labels"] = present

    def entries(self, field: str, option: str, options: Mapping[str, Any], *, force: bool) -> None:
        """Labels or annotations; one that is there already is refused unless forced."""
        added = options.get(option)
        if not isinstance(added, dict) or not added:
            return
        present = self.value.get(field)
        merged = dict(present) if isinstance(present, dict) else {}
        for key, text in added.items():
            if key in merged and not force:
                kind = "label" if field == "commonLabels" else "annotation"
                raise EditError(_already(kind, key), (option, key))
            merged[key] = str(text)
            self.causes[field, key] = self.cause.below((option, key))
        self.value[field] = merged

    def append(self, field: str, entries: list[Any]) -> None:
        present = self._present(field)
        for index, _ in enumerate(entries):
            self.causes[(field, len(present) + index)] = self.cause.below((field, index))
        if entries:
            self.value[field] = [*present, *entries]

    def components(self, paths: list[str]) -> None:
        present = self._present("components")
        for index, path in enumerate(paths):
            if path not in present:
                self.causes[("components", len(present))] = self.cause.below(("components", index))
                present.append(path)
        if paths:
            self.value["components"] = present


def _same_settings(entry: Any, templates: bool) -> bool:
    return (
        isinstance(entry, dict)
        and entry.get("includeSelectors") is not True
        and (entry.get("includeTemplates") is True) == templates
    )


def _already(kind: str, key: str) -> str:
    return f"{kind} {key} already in kustomization file. Use --force to override."


def parse_image(text: str, pointer: Pointer = ()) -> dict[str, str]:
    """An image option as an entry of ``images``.  Raises `EditError`."""
    key, equals, value = text.partition("=")
    name, tag, digest = split_image(value if equals else text)
    if name == text:
        message = "invalid format of image, use one of the following options: <image>=<newimage>:<newtag>"
        raise EditError(message, pointer)
    image = {"name": key, "newName": name} if equals and key else {"name": name}
    return {**image, "newTag": tag, "digest": digest}
