"""An Application's kustomize options as ``kustomize edit`` would write them into the kustomization.

Source: Argo CD ``util/kustomize/kustomize.go`` (Build), in its order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gitops_lint.finding import Pointer
from gitops_lint.model.origin import Cause
from gitops_lint.render.kustomize.result import EditedKustomization

_IMAGE = re.compile(r"^(?:(?P<name>[^=]+)=)?(?P<new>[^@]*?)(?::(?P<tag>[^/:@]+))?(?:@(?P<digest>.+))?$")


def edited(value: Mapping[str, Any], options: Mapping[str, Any], at: Cause | None) -> EditedKustomization:
    """The kustomization with the options in it; ``at`` is the Application's ``kustomize`` field."""
    out: dict[str, Any] = dict(value)
    causes: dict[Pointer, Cause] = {}

    def put(key: str, new: Any, option: str) -> None:
        out[key] = new
        if at is not None:
            causes[key,] = at.below((option,))

    for key in ("namePrefix", "nameSuffix", "namespace"):
        if isinstance(options.get(key), str):
            put(key, options[key], key)
    for key, entries in (("images", images(options.get("images"))), ("replicas", replicas(options.get("replicas")))):
        if entries:
            kept = [item for item in _list(out.get(key)) if _name(item) not in {_name(new) for new in entries}]
            put(key, [*kept, *entries], key)
    _labels(out, options, put)
    annotations = options.get("commonAnnotations")
    if isinstance(annotations, dict):
        put("commonAnnotations", {**_dict(out.get("commonAnnotations")), **annotations}, "commonAnnotations")
    for key in ("patches", "components"):
        if isinstance(options.get(key), list):
            put(key, [*_list(out.get(key)), *options[key]], key)
    return EditedKustomization(out, causes)


def _labels(out: dict[str, Any], options: Mapping[str, Any], put: Any) -> None:
    labels = options.get("commonLabels")
    if not isinstance(labels, dict):
        return
    if options.get("labelWithoutSelector") is True:
        entry = {"pairs": labels, "includeTemplates": options.get("labelIncludeTemplates") is True}
        put("labels", [*_list(out.get("labels")), entry], "commonLabels")
    else:
        put("commonLabels", {**_dict(out.get("commonLabels")), **labels}, "commonLabels")


def images(entries: Any) -> list[dict[str, str]]:
    """``[name=]newName[:tag][@digest]`` as entries of ``images``."""
    found = []
    for text in _list(entries):
        match = _IMAGE.match(text) if isinstance(text, str) else None
        if match is None:
            continue
        name = match["name"] or match["new"]
        entry = {"name": name}
        if match["name"] and match["new"]:
            entry["newName"] = match["new"]
        if match["tag"]:
            entry["newTag"] = match["tag"]
        if match["digest"]:
            entry["digest"] = match["digest"]
        found.append(entry)
    return found


def replicas(entries: Any) -> list[dict[str, Any]]:
    """Counts are numbers or numeric strings."""
    found = []
    for item in _list(entries):
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            count = item.get("count")
            if isinstance(count, str) and count.isdigit():
                count = int(count)
            if isinstance(count, int):
                found.append({"name": item["name"], "count": count})
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(item: Any) -> Any:
    return item.get("name") if isinstance(item, dict) else None
