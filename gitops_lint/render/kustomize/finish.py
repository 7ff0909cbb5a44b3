"""The last steps of a build: hashes, references, variables, order, and the clean-up of annotations.

Source: ``makeCustomizedResMap`` in ``api/internal/target/kusttarget.go``, ``api/krusty/kustomizer.go``,
``api/internal/builtins/SortOrderTransformer.go``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cmp_to_key
from typing import Any

from gitops_lint.model.origin import Cause, Shadow, Shadowed
from gitops_lint.render.kustomize.fieldspec import Config, ShapeError
from gitops_lint.render.kustomize.generators import name_hash
from gitops_lint.render.kustomize.references import AmbiguousReferenceError, fix_references
from gitops_lint.render.kustomize.resid import sort_text, type_order
from gitops_lint.render.kustomize.resource import Resource
from gitops_lint.render.kustomize.result import BuildError, BuiltResource, UnsupportedError
from gitops_lint.render.kustomize.target import Target, problem_at
from gitops_lint.render.kustomize.variables import Variable, VariableError, resolve_variables

VERSION = "v5.8.1"
_LOCAL_CONFIG = "config.kubernetes.io/local-config"


def finished(
    resources: list[Resource], config: Config, variables: Mapping[str, Variable], target: Target
) -> list[BuiltResource]:
    """What the build prints.  Raises `BuildError`."""
    for resource in resources:
        if resource.needs_hash:
            _add_hash(resource)
    try:
        fix_references(resources, config)
        resolve_variables(resources, variables, config)
    except AmbiguousReferenceError as error:
        cause = error.referrer.trace(error.pointer)[0]
        raise BuildError(problem_at("kustomization-reference-ambiguous", str(error), cause)) from None
    except VariableError as error:
        raise BuildError(problem_at("kustomization-var", str(error), error.cause)) from None
    except ShapeError as error:
        raise BuildError(target.problem("kustomization-transformer-fails", str(error))) from None
    kept = [resource for resource in resources if not _is_local(resource)]
    _refuse_collisions(kept)
    _sort(kept, target)
    if "managedByLabel" in target.entries("buildMetadata"):
        cause = target.cause("buildMetadata", "buildMetadata")
        for resource in kept:
            resource.put(("metadata", "labels", "app.kubernetes.io/managed-by"), f"kustomize-{VERSION}", cause)
    return [_built(resource) for resource in kept]


def _refuse_collisions(resources: list[Resource]) -> None:
    # kustomize panics here: patches may have given two objects one name.
    seen: dict[Any, Resource] = {}
    for resource in resources:
        key = resource.id.key
        if key in seen:
            message = f"may not add resource with an already registered id: {resource.id}"
            raise BuildError(problem_at("kustomization-id-collision", message, resource.trace(("metadata", "name"))[0]))
        seen[key] = resource


def _add_hash(resource: Resource) -> None:
    if resource.kind not in ("ConfigMap", "Secret"):
        raise UnsupportedError(f"the hash of a generated {resource.kind}")
    name = f"{resource.name}-{name_hash(resource.value)}"
    resource.remember_id()
    cause = resource.trace(("metadata", "name"))[0]
    resource.put(("metadata", "name"), name, Cause("hash", cause.path, cause.document, cause.pointer, cause.span))


def _is_local(resource: Resource) -> bool:
    return resource.strings("annotations").get(_LOCAL_CONFIG, "false") != "false"


def _built(resource: Resource) -> BuiltResource:
    """Annotations are text at the end, and gone where there are none."""
    conflict = resource.conflict()
    if conflict is not None:
        cause, message = conflict
        raise BuildError(problem_at("replacement-type-mismatch", f"{message} in {resource.id}", cause))
    resource.quote_flow_nulls()
    metadata = resource.value.get("metadata")
    if isinstance(metadata, dict) and "annotations" in metadata:
        present = metadata["annotations"]
        annotations = resource.strings("annotations")
        if not annotations:
            rest = {key: value for key, value in metadata.items() if key != "annotations"}
            resource.value = {**resource.value, "metadata": rest}
        elif annotations != present:
            resource.retype(("metadata", "annotations"), annotations)
    return BuiltResource(resource.value, Shadowed(resource.first, resource.shadow or Shadow(), resource.chain))


def _sort(resources: list[Resource], target: Target) -> None:
    options: dict[str, Any] | None = target.value.get("sortOptions")
    if options is None:
        order = type_order()
    elif options.get("order") == "fifo":
        if options.get("legacySortOptions") is not None:
            message = "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo'"
            raise BuildError(target.problem("kustomization-field-type", message, "sortOptions", "legacySortOptions"))
        return
    elif options.get("order") != "legacy":
        message = "the field 'sortOptions.order' must be one of [fifo, legacy]"
        raise BuildError(target.problem("kustomization-field-type", message, "sortOptions"))
    else:
        legacy = options.get("legacySortOptions")
        if legacy is None:
            order = type_order()
        else:
            order = type_order(tuple(legacy.get("orderFirst") or ()), tuple(legacy.get("orderLast") or ()))
    ids = {id(resource): resource.id for resource in resources}

    def compare(left: Resource, right: Resource) -> int:
        one, other = ids[id(left)], ids[id(right)]
        if one.gvk != other.gvk:
            ranks = order.get(one.gvk.kind, 0), order.get(other.gvk.kind, 0)
            if ranks[0] != ranks[1]:
                return ranks[0] - ranks[1]
            texts = sort_text(one.gvk), sort_text(other.gvk)
            namespaces = one.gvk.kind == other.gvk.kind == "Namespace" and not (one.gvk.group and other.gvk.group)
            return (texts[0] < texts[1]) - (texts[0] > texts[1]) if namespaces else _order(*texts)
        return _order((one.namespace or "~X") + "|" + one.name, (other.namespace or "~X") + "|" + other.name)

    resources.sort(key=cmp_to_key(compare))


def _order(one: str, other: str) -> int:
    return (one > other) - (one < other)
