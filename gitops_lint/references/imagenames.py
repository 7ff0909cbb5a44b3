"""Whether an entry of a kustomization's ``images`` would match anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitops_lint.references.checkout import Checkout
from gitops_lint.source.classify import KUSTOMIZATION_NAMES

_MARK = "gitops-lint.mark"


def matches_image(checkout: Checkout, folder: str, name: str) -> bool:
    """Whether an image of that name is among the kustomization's resources, or may be.

    The kustomization is built with an entry for the name, once instead of its own entries and once behind them: what an
    entry renames another one may find.  What cannot be built completely may have any image.
    """
    own = next((value for file in KUSTOMIZATION_NAMES for value in checkout.mappings(f"{folder}/{file}")), None)
    if own is None or own.get("kind") == "Component" or "replacements" in own:
        return True
    images = own.get("images")
    others = [item for item in images if isinstance(item, dict)] if isinstance(images, list) else []
    entry = {"name": name, "newTag": _MARK}
    if any(item.get("name") == name for item in others):
        others = [entry if item.get("name") == name else item for item in others]
    else:
        others.append(entry)
    return any(_is_marked(checkout, folder, {**own, "images": chosen}) for chosen in ([entry], others))


def _is_marked(checkout: Checkout, folder: str, value: dict[str, Any]) -> bool:
    from gitops_lint.render.kustomize.build import build
    from gitops_lint.render.kustomize.result import BuildOptions, EditedKustomization

    options = BuildOptions(restrict_loads=False, edited=EditedKustomization(value))
    made = build(checkout.tree, folder, checkout.load, options)
    if not made.complete or not made.resources:
        return True
    return any(_MARK in text for resource in made.resources for text in _texts(resource.value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
