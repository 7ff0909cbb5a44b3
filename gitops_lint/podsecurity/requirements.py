"""What the API server refuses in a container's or a pod's ``resources``.

Source of the facts: ``validateResourceRequirements`` and ``validatePodResourceConsistency`` in
``pkg/apis/core/validation/validation.go`` of Kubernetes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from gitops_lint.finding import Pointer
from gitops_lint.model.quantity import ZERO, Quantity, QuantityError
from gitops_lint.podsecurity.amounts import (
    CONTAINER_LISTS,
    Amounts,
    asked,
    can_be_overcommitted,
    containers_of,
    is_extended,
    is_hugepages,
    is_native,
    is_pod_level,
)
from gitops_lint.podsecurity.pod import section, sections, text
from gitops_lint.podsecurity.usage import pod_limits, pod_requests
from gitops_lint.podsecurity.values import Violation

_STANDARD: Final = frozenset(("cpu", "memory", "ephemeral-storage"))
_PARTS: Final = ("limits", "requests")
_NOT_OVERCOMMITTABLE: Final = "Limit must be set for non overcommitable resources"


def resource_refusals(spec: object) -> tuple[Violation, ...]:
    """Why the API server refuses the pod's resources, in its words.

    The spec has its defaults already (``with_request_defaults``, and ``with_limit_ranges`` for the pod that will run),
    so that a limit without a request is fine and a request above a defaulted limit is not.
    """
    claims = [text(claim, "name") for _, claim in sections(spec, "resourceClaims")]
    found: list[Violation] = []
    for key in CONTAINER_LISTS:
        for index, container, name in containers_of(spec, key):
            at = (key, index, "resources")
            found.extend(Violation((*at, *rest), message, name) for rest, message in _block(container, False))
            found.extend(Violation((*at, *rest), message, name) for rest, message in _claims(container, claims))
    if section(spec, "resources") is not None:
        found.extend(Violation(("resources", *rest), message) for rest, message in _block(spec, True))
        found.extend(_consistency(spec))
    return tuple(found)


def _block(holder: object, of_pod: bool) -> Iterator[tuple[Pointer, str]]:
    limits, requests = asked(holder, "limits"), asked(holder, "requests")
    for part, values in zip(_PARTS, (limits, requests), strict=True):
        for name, amount in values.items():
            for message in (*_name(name, of_pod), *_value(name, amount)):
                yield (part, name), message
    for name, request in requests.items():
        limit = limits.get(name)
        if limit is None:
            if not can_be_overcommitted(name):
                yield ("limits",), _NOT_OVERCOMMITTABLE
        elif request != limit and not can_be_overcommitted(name):
            yield ("requests", name), f"must be equal to {name} limit of {limit}"
        elif request > limit:
            yield ("requests", name), f"must be less than or equal to {name} limit of {limit}"
    names = {*limits, *requests}
    if any(map(is_hugepages, names)) and not names & {"cpu", "memory"}:
        yield (), "HugePages require cpu or memory"


def _name(name: str, of_pod: bool) -> Iterator[str]:
    if of_pod:
        if not is_pod_level(name):
            yield f'Unsupported value: "{name}": supported values: "cpu", "hugepages-", "memory"'
    elif "/" not in name:
        if name not in _STANDARD and not is_hugepages(name):
            yield "must be a standard resource for containers"
    elif not is_native(name) and not is_extended(name):
        yield "doesn't follow extended resource name standard"


def _value(name: str, amount: Quantity) -> Iterator[str]:
    if amount < ZERO:
        yield "must be greater than or equal to 0"
    if is_extended(name) and amount.milli % 1000:
        yield "must be an integer"
    if is_hugepages(name) and not _whole_pages(name, amount):
        yield f"{amount} is not positive integer multiple of {name}"


def _whole_pages(name: str, amount: Quantity) -> bool:
    try:
        page = Quantity.parse(name.removeprefix("hugepages-"))
    except QuantityError:
        return False
    return page > ZERO and page.is_integer and amount.value % page.value == 0


def _claims(container: Mapping[object, object], known: Iterable[str]) -> Iterator[tuple[Pointer, str]]:
    names = sorted(set(known))
    for index, claim in sections(section(container, "resources"), "claims"):
        name = text(claim, "name")
        if name and name not in names:
            choice = f": {', '.join(names)}" if names else " which is empty"
            yield ("claims", index, "name"), f"must be one of the names in pod.spec.resourceClaims{choice}"


def _consistency(spec: object) -> Iterator[Violation]:
    requests, limits = asked(spec, "requests"), asked(spec, "limits")
    aggregates: tuple[tuple[str, Amounts, Amounts], ...] = (
        ("requests", requests, pod_requests(spec, overhead=False, pod_level=False)),
        ("limits", limits, pod_limits(spec, overhead=False, pod_level=False)),
    )
    for part, own, total in aggregates:
        for name, amount in total.items():
            counts = part == "requests" or is_hugepages(name)
            if counts and name in own and amount > own[name]:
                message = f"must be greater than or equal to aggregate container {part} of {amount}"
                yield Violation(("resources", part, name), message)
    for index, container, container_name in containers_of(spec, "containers"):
        for name, amount in asked(container, "limits").items():
            if name in limits and amount > limits[name]:
                message = f"must be less than or equal to pod limits of {limits[name]}"
                yield Violation(("containers", index, "resources", "limits", name), message, container_name)
