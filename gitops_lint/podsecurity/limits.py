"""LimitRanges: what they write into pods, what they refuse, and which of them contradict themselves.

Source of the facts: ``plugin/pkg/admission/limitranger/admission.go``, ``SetDefaults_LimitRangeItem`` and
``ValidateLimitRange`` of Kubernetes.  A LimitRange is given as its parsed object.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from gitops_lint.finding import Pointer
from gitops_lint.model.quantity import ZERO, Quantity
from gitops_lint.podsecurity.amounts import (
    CONTAINER_LISTS,
    Amounts,
    amounts,
    asked,
    can_be_overcommitted,
    containers_of,
)
from gitops_lint.podsecurity.pod import section, sections, text
from gitops_lint.podsecurity.usage import pod_limits, pod_requests
from gitops_lint.podsecurity.values import Violation

_LARGEST_MILLI: Final = (2**63 - 1) // 1000
_ONE: Final = Quantity.of(1)
_NOT_FOR_PODS: Final = "may not be specified when `type` is 'Pod'"


def items(limit_range: object) -> Iterator[tuple[int, Mapping[object, object]]]:
    """The entries of ``spec.limits`` with their indices, with the defaults that the API server fills in."""
    for index, item in sections(section(limit_range, "spec"), "limits"):
        if item.get("type") != "Container":
            yield index, item
            continue
        limits = {**(section(item, "max") or {}), **(section(item, "default") or {})}
        requests = {**(section(item, "min") or {}), **limits, **(section(item, "defaultRequest") or {})}
        yield index, {**item, "default": limits, "defaultRequest": requests}


def filled_in(limit_range: object) -> frozenset[tuple[str, str]]:
    """What it gives containers that state none: ``("limits", "memory")``.  Nothing is given with an amount of zero."""
    return frozenset(
        (part, name)
        for _, item in items(limit_range)
        if item.get("type") == "Container"
        for part, key in (("limits", "default"), ("requests", "defaultRequest"))
        for name, amount in amounts(item.get(key)).items()
        if not amount.is_zero
    )


def with_limit_ranges(spec: object, limit_ranges: Sequence[object]) -> dict[object, object]:
    """The pod spec with what the LimitRanges of its namespace add to containers; the given one is left alone.

    Requests and limits are filled in each for itself, so that a container with a request of its own can get a limit
    below it, which makes the pod invalid.  Of several LimitRanges with a default for the same resource the API server
    takes any; here the first wins.
    """
    if not isinstance(spec, dict):
        return {}
    added: dict[str, dict[object, object]] = {"limits": {}, "requests": {}}
    for limit_range in limit_ranges:
        own: dict[str, dict[object, object]] = {"limits": {}, "requests": {}}
        for _, item in items(limit_range):
            if item.get("type") == "Container":
                own["limits"].update(section(item, "default") or {})
                own["requests"].update(section(item, "defaultRequest") or {})
        for part, values in own.items():
            added[part] = {**values, **added[part]}
    defaulted = dict(spec)
    for key in CONTAINER_LISTS:
        if isinstance(spec.get(key), list):
            defaulted[key] = [_with_defaults(container, added) for container in spec[key]]
    return defaulted


def _with_defaults(container: object, added: Mapping[str, Mapping[object, object]]) -> object:
    if not isinstance(container, dict) or not any(added.values()):
        return container
    resources = dict(section(container, "resources") or {})
    for part, values in added.items():
        if values:
            resources[part] = {**values, **(section(resources, part) or {})}
    return {**container, "resources": resources}


def refusals(spec: object, limit_range: object) -> tuple[Violation, ...]:
    """Why the LimitRange refuses the pod, in the API server's words; the pod has all defaults already."""
    found: list[Violation] = []
    for _, item in items(limit_range):
        if item.get("type") == "Container":
            for key in CONTAINER_LISTS:
                for index, container, name in containers_of(spec, key):
                    pair = asked(container, "requests"), asked(container, "limits")
                    found.extend(
                        Violation((key, index, "resources"), message, name) for message in _broken(item, *pair)
                    )
        elif item.get("type") == "Pod":
            pair = pod_requests(spec, overhead=False), pod_limits(spec, overhead=False)
            found.extend(Violation(("containers",), message) for message in _broken(item, *pair))
    return tuple(found)


def claim_refusals(claim_spec: object, limit_range: object) -> tuple[Violation, ...]:
    """Why the LimitRange refuses a PersistentVolumeClaim with that ``spec``."""
    requests = asked(claim_spec, "requests")
    messages: list[str] = []
    for _, item in items(limit_range):
        if item.get("type") == "PersistentVolumeClaim":
            messages.extend(_below("PersistentVolumeClaim", amounts(item.get("min")), requests, {}))
            for name, most in sorted(amounts(item.get("max")).items()):
                rule = f"maximum {name} usage per PersistentVolumeClaim is {most}"
                if name not in requests:
                    messages.append(f"{rule}.  No request is specified")
                elif _exceeds(requests[name], most):
                    messages.append(f"{rule}, but request is {requests[name]}")
    return tuple(Violation(("resources", "requests"), message) for message in messages)


def _broken(item: Mapping[object, object], requests: Amounts, limits: Amounts) -> list[str]:
    kind = text(item, "type")
    return [
        *_below(kind, amounts(item.get("min")), requests, limits),
        *_above(kind, amounts(item.get("max")), requests, limits),
        *_spread(kind, amounts(item.get("maxLimitRequestRatio")), requests, limits),
    ]


def _below(kind: str, least: Amounts, requests: Amounts, limits: Amounts) -> Iterator[str]:
    for name, amount in sorted(least.items()):
        rule = f"minimum {name} usage per {kind} is {amount}"
        if name not in requests:
            yield f"{rule}.  No request is specified"
        elif _exceeds(amount, requests[name]):
            yield f"{rule}, but request is {requests[name]}"
        elif name in limits and _exceeds(amount, limits[name]):
            yield f"{rule}, but limit is {limits[name]}"


def _above(kind: str, most: Amounts, requests: Amounts, limits: Amounts) -> Iterator[str]:
    for name, amount in sorted(most.items()):
        rule = f"maximum {name} usage per {kind} is {amount}"
        if name not in limits:
            yield f"{rule}.  No limit is specified"
        elif _exceeds(limits[name], amount):
            yield f"{rule}, but limit is {limits[name]}"
        elif name in requests and _exceeds(requests[name], amount):
            yield f"{rule}, but request is {requests[name]}"


def _spread(kind: str, ratios: Amounts, requests: Amounts, limits: Amounts) -> Iterator[str]:
    for name, most in sorted(ratios.items()):
        rule = f"{name} max limit to request ratio per {kind} is {most}"
        request, limit = requests.get(name, ZERO), limits.get(name, ZERO)
        if request.is_zero:
            yield f"{rule}, but no request is specified or request is 0"
        elif limit.is_zero:
            yield f"{rule}, but no limit is specified or limit is 0"
        elif _ratio(limit, request) * 1000 > most.milli:
            yield f"{rule}, but provided ratio is {_ratio(limit, request):.6f}"


def _exceeds(left: Quantity, right: Quantity) -> bool:
    """Compared in thousandths, as upstream does where they fit 64 bits."""
    if left.value <= _LARGEST_MILLI and right.value <= _LARGEST_MILLI:
        return left.milli > right.milli
    return left.value > right.value


def _ratio(above: Quantity, below: Quantity) -> float:
    try:
        return above.milli / below.milli
    except OverflowError:
        return math.inf


def contradictions(limit_range: object) -> tuple[Violation, ...]:
    """Why the API server refuses the LimitRange itself; pointers start at its root."""
    found: list[Violation] = []
    seen: set[object] = set()
    for index, item in items(limit_range):
        at: Pointer = ("spec", "limits", index)
        kind = text(item, "type")
        if kind in seen:
            found.append(Violation((*at, "type"), f'Duplicate value: "{kind}"'))
        seen.add(kind)
        if kind == "Pod":
            parts = [part for part in ("default", "defaultRequest") if section(item, part)]
            found.extend(Violation((*at, part), _NOT_FOR_PODS) for part in parts)
        if kind == "PersistentVolumeClaim" and not any(
            "storage" in (section(item, part) or {}) for part in ("min", "max")
        ):
            message = "either minimum or maximum storage value is required, but neither was provided"
            found.append(Violation(at, message))
        found.extend(Violation((*at, part, name), message) for part, name, message in _clashes(item, kind))
    return tuple(found)


def _clashes(item: Mapping[object, object], kind: str) -> Iterator[tuple[str, str, str]]:
    least, most, ratios = (amounts(item.get(part)) for part in ("min", "max", "maxLimitRequestRatio"))
    limits, requests = (
        ({}, {}) if kind == "Pod" else (amounts(item.get(part)) for part in ("default", "defaultRequest"))
    )
    named = {"min": ("min", least), "max": ("max", most), "request": ("default request", requests)}
    named |= {"limit": ("default", limits)}
    order = (
        ("min", "max", "min"),
        ("min", "request", "defaultRequest"),
        ("request", "max", "defaultRequest"),
        ("request", "limit", "defaultRequest"),
        ("min", "limit", "default"),
        ("limit", "max", "default"),
    )
    for name in sorted({*least, *most, *limits, *requests}):
        for lower, upper, part in order:
            (lower_word, lows), (upper_word, highs) = named[lower], named[upper]
            if name in lows and name in highs and lows[name] > highs[name]:
                shown = "default limit" if (lower, upper) == ("request", "limit") else upper_word
                yield part, name, f"{lower_word} value {lows[name]} is greater than {shown} value {highs[name]}"
        ratio = ratios.get(name)
        if ratio is not None and ratio < _ONE:
            yield "maxLimitRequestRatio", name, f"ratio {ratio} is less than 1"
        if ratio is not None and name in least and name in most and not least[name].is_zero:
            widest = _ratio(most[name], least[name])
            if _ratio(ratio, _ONE) > widest:
                yield "maxLimitRequestRatio", name, f"ratio {ratio} is greater than max/min = {widest:.6f}"
        both = name in limits and name in requests
        if both and not can_be_overcommitted(name) and limits[name] != requests[name]:
            message = f"default value {limits[name]} must equal to defaultRequest value {requests[name]} in {name}"
            yield "defaultRequest", name, message
