"""Requests and limits (``validateResourceRequirements`` of pkg/apis/core/validation)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.names import invalid, qualified_name
from gitops_lint.apischema.apivalidation.reading import mapping
from gitops_lint.apischema.errors import REQUIRED, SchemaError, tagged
from gitops_lint.apischema.opaque import is_placeholder
from gitops_lint.apischema.wording import similar
from gitops_lint.finding import Pointer
from gitops_lint.model.quantity import Quantity, parse_quantity
from gitops_lint.patterns import regex

_STANDARD: Final = frozenset({"cpu", "memory", "ephemeral-storage"})
_HUGEPAGES: Final = "hugepages-"
_SUFFIXED: Final = regex(r"^hugepages-(.+)$")


def overcommitable(name: str) -> bool:
    """Whether a limit may exceed the request: native resources other than huge pages."""
    native = "/" not in name or "kubernetes.io/" in name
    return native and not name.startswith(_HUGEPAGES)


def _extended(name: str) -> bool:
    return "/" in name and "kubernetes.io/" not in name


def resource_errors(block: object, pointer: Pointer) -> Iterator[SchemaError]:
    """The ``resources`` of a container."""
    limits, requests = mapping(block, "limits"), mapping(block, "requests")
    for side, values in (("limits", limits), ("requests", requests)):
        for name, value in values.items():
            if isinstance(name, str) and not is_placeholder(name) and not is_placeholder(value):
                yield from _quantity_errors(name, value, (*pointer, side, name))
    for name, value in requests.items():
        if isinstance(name, str) and not is_placeholder(value):
            yield from tagged("request-above-limit", _pair_errors(name, value, limits, pointer))
    names = {str(name) for name in (*limits, *requests)}
    if any(name.startswith(_HUGEPAGES) for name in names) and names.isdisjoint({"cpu", "memory"}):
        yield SchemaError("forbidden", pointer, "Forbidden: HugePages require cpu or memory")


def _quantity_errors(name: str, value: object, pointer: Pointer) -> Iterator[SchemaError]:
    if problem := _name_problem(name):
        yield SchemaError(
            "invalid-value", pointer, f"Invalid value '{name}': {problem}", got=name, suggestion=_meant(name)
        )
    quantity = parse_quantity(value)
    if quantity is None:
        return  # the schema has said so
    if quantity.nano < 0:
        yield invalid(pointer, str(value), "must be greater than or equal to 0", "quantity-invalid")
    elif _extended(name) and not quantity.is_integer:
        yield invalid(pointer, str(value), "must be an integer", "quantity-invalid")
    elif name in ("memory", "ephemeral-storage") and not quantity.is_integer:
        message = f'fractional byte value "{value}" is invalid, must be an integer'
        yield SchemaError("warning", pointer, message, got=str(value), family="quantity-invalid")
    elif (size := _SUFFIXED.match(name)) and not _multiple(quantity, size[1]):
        yield invalid(pointer, str(value), f"is not positive integer multiple of {name}", "quantity-invalid")


def _multiple(quantity: Quantity, size: str) -> bool:
    page = parse_quantity(size)
    return page is not None and page.nano > 0 and quantity.nano % page.nano == 0 and quantity.is_integer


def _name_problem(name: str) -> str:
    if name in _STANDARD or name.startswith(_HUGEPAGES):
        return ""
    if "/" not in name:
        meant = _meant(name)
        return "must be a standard resource for containers" + (f", did you mean '{meant}'?" if meant else "")
    if problem := qualified_name(name):
        return problem
    return "doesn't follow extended resource name standard" if name.startswith("requests.") else ""


def _meant(name: str) -> str:
    if "/" in name or len(name) < 3:
        return ""
    return similar(name, _STANDARD) or next((known for known in sorted(_STANDARD) if known.startswith(name)), "")


def _pair_errors(name: str, value: object, limits: Mapping[str, Any], pointer: Pointer) -> Iterator[SchemaError]:
    at = (*pointer, "requests", name)
    request = parse_quantity(value)
    limit = parse_quantity(limits.get(name))
    if request is None or (limit is None and name in limits and limits[name] is not None):
        return
    if limit is None:
        if not overcommitable(name):
            message = f"{REQUIRED}: Limit must be set for non overcommitable resources"
            yield SchemaError("missing-field", at, message, field=name)
    elif not overcommitable(name) and request != limit:
        yield invalid(at, str(value), f"must be equal to {name} limit of {limit}")
    elif request > limit:
        yield invalid(at, str(value), f"must be less than or equal to {name} limit of {limit}")
