"""Controllers of pods: selectors, restart policies, strategies, schedules (pkg/apis/apps, pkg/apis/batch)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.cron import schedule_problem
from gitops_lint.apischema.apivalidation.names import invalid, label_errors, qualified_name
from gitops_lint.apischema.apivalidation.reading import entries, mapping, number, pod_template, text
from gitops_lint.apischema.errors import REQUIRED, SchemaError, tagged
from gitops_lint.apischema.opaque import is_encrypted, is_placeholder
from gitops_lint.finding import Pointer
from gitops_lint.patterns import regex

_RUNNING: Final = frozenset({"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"})
_PERCENT: Final = regex(r"[0-9]+%")
_ZONE: Final = regex(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")


def workload_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """What the kind of a controller asks of it and of its pod."""
    group, kind = str(value.get("apiVersion") or "").rpartition("/")[0], str(value.get("kind"))
    spec = mapping(value, "spec")
    if group == "apps" and kind in _RUNNING:
        yield from _selector_errors(spec, ("spec",))
        yield from tagged("restart-policy-refused", _always_errors(spec))
    if (group, kind) == ("apps", "Deployment"):
        yield from tagged(
            "strategy-invalid", _strategy_errors(mapping(spec, "strategy"), ("spec", "strategy"), "strategy")
        )
        yield from _deadline_errors(spec)
    elif (group, kind) == ("apps", "DaemonSet"):
        found = _strategy_errors(mapping(spec, "updateStrategy"), ("spec", "updateStrategy"), "update strategy")
        yield from tagged("strategy-invalid", found)
    elif (group, kind) == ("batch", "Job"):
        yield from _job_errors(value, spec, ("spec",))
    elif (group, kind) == ("batch", "CronJob"):
        yield from tagged("cron-schedule-invalid", _cron_errors(spec))
        yield from _job_errors(value, mapping(spec, "jobTemplate", "spec"), ("spec", "jobTemplate", "spec"))


def selector_errors(selector: object, at: Pointer) -> Iterator[SchemaError]:
    """A LabelSelector: operators and their values."""
    yield from label_errors(mapping(selector, "matchLabels"), (*at, "matchLabels"))
    for index, item in entries(mapping(selector).get("matchExpressions")):
        here = (*at, "matchExpressions", index)
        operator, values = item.get("operator"), item.get("values")
        if operator in ("In", "NotIn") and not values:
            message = f"{REQUIRED}: must be specified when `operator` is 'In' or 'NotIn'"
            yield SchemaError("missing-field", here, message, field="values")
        if operator in ("Exists", "DoesNotExist") and values:
            message = "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            yield SchemaError("forbidden", (*here, "values"), message)
        key = text(item.get("key"))
        if key and (problem := qualified_name(key)):
            yield invalid((*here, "key"), key, problem)


def matches(selector: Mapping[str, Any], labels: Mapping[str, Any]) -> bool | None:
    """Whether labels fit a LabelSelector; None where placeholders or broken parts leave it open."""
    wanted = mapping(selector, "matchLabels")
    if any(is_placeholder(part) or is_encrypted(part) for pair in (*wanted.items(), *labels.items()) for part in pair):
        return None
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    for _, item in entries(selector.get("matchExpressions")):
        key, values = item.get("key"), item.get("values")
        if not isinstance(key, str):
            return None
        listed = values if isinstance(values, list) else []
        fits = {
            "In": labels.get(key) in listed,
            "NotIn": labels.get(key) not in listed,
            "Exists": key in labels,
            "DoesNotExist": key not in labels,
        }.get(str(item.get("operator")))
        if fits is None:
            return None
        if not fits:
            return False
    return True


def _selector_errors(spec: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    selector = spec.get("selector")
    if not isinstance(selector, dict):
        return
    yield from selector_errors(selector, (*at, "selector"))
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        yield SchemaError("invalid-value", (*at, "selector"), "Invalid value: empty selector is invalid")
        return
    if not _is_readable(spec, "template", "metadata", "labels"):
        return
    labels = mapping(spec, "template", "metadata", "labels")
    if matches(selector, labels) is False:
        missing = [
            f"{key}={wanted}" for key, wanted in mapping(selector, "matchLabels").items() if labels.get(key) != wanted
        ]
        detail = f", which lack {', '.join(missing)}" if missing else ""
        message = f"Invalid value: `selector` does not match template `labels`{detail}"
        place: Pointer = (*at, "template", "metadata", "labels") if labels else (*at, "template")
        place = place if isinstance(spec.get("template"), Mapping) else at
        yield SchemaError("invalid-value", place, message, family="selector-template-mismatch")


def _is_readable(value: Mapping[str, Any], *path: str) -> bool:
    """Whether what is on a path are mappings, as far as it is there: a placeholder may stand for all of it."""
    node: object = value
    for key in path:
        if not isinstance(node, dict):
            return node is None
        node = node.get(key)
    return node is None or isinstance(node, dict)


def _always_errors(spec: Mapping[str, Any]) -> Iterator[SchemaError]:
    policy = text(mapping(spec, "template", "spec").get("restartPolicy"))
    if policy and policy != "Always":
        at = ("spec", "template", "spec", "restartPolicy")
        message = f"Unsupported value: '{policy}': supported values: 'Always'"
        yield SchemaError("invalid-value", at, message, "'Always'", policy)


def _deadline_errors(spec: Mapping[str, Any]) -> Iterator[SchemaError]:
    if mapping(spec, "template", "spec").get("activeDeadlineSeconds") is not None:
        at = ("spec", "template", "spec", "activeDeadlineSeconds")
        yield SchemaError("forbidden", at, "Forbidden: activeDeadlineSeconds in Deployment is not Supported")
    progress, ready = number(spec.get("progressDeadlineSeconds")), number(spec.get("minReadySeconds")) or 0
    if progress is not None and progress <= ready:
        yield invalid(
            ("spec", "progressDeadlineSeconds"), progress, "must be greater than minReadySeconds", "strategy-invalid"
        )


def _strategy_errors(strategy: Mapping[str, Any], at: Pointer, name: str) -> Iterator[SchemaError]:
    rolling = mapping(strategy, "rollingUpdate")
    if strategy.get("type") == "Recreate" and strategy.get("rollingUpdate") is not None:
        message = "Forbidden: may not be specified when strategy `type` is 'Recreate'"
        yield SchemaError("forbidden", (*at, "rollingUpdate"), message)
        return
    for field in ("maxSurge", "maxUnavailable"):
        yield from amount_errors(rolling.get(field), (*at, "rollingUpdate", field))
    surge, unavailable = rolling.get("maxSurge"), rolling.get("maxUnavailable")
    if _zero(surge) and _zero(unavailable):
        message = "Invalid value: may not be 0 when `maxSurge` is 0"
        yield SchemaError("invalid-value", (*at, "rollingUpdate", "maxUnavailable"), message)
    both = None not in (surge, unavailable) and not _zero(surge) and not _zero(unavailable)
    if name == "update strategy" and both and not is_placeholder(surge) and not is_placeholder(unavailable):
        message = "Invalid value: may not be set when maxUnavailable is non-zero"
        yield SchemaError("invalid-value", (*at, "rollingUpdate", "maxSurge"), message)


def _zero(value: object) -> bool:
    return number(value) == 0 or value in ("0", "0%")


def amount_errors(value: object, at: Pointer) -> Iterator[SchemaError]:
    """A count or a percentage."""
    count = number(value)
    if count is not None and count < 0:
        yield invalid(at, count, "must be greater than or equal to 0")
    words = text(value)
    if words and not _PERCENT.fullmatch(words):
        problem = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', or '93%')"
        yield invalid(at, words, problem)


def _job_errors(value: Mapping[str, Any], spec: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    place = pod_template(value)
    pod = mapping(place[0].get("spec")) if place is not None else {}
    if place is not None and pod:
        policy = pod.get("restartPolicy")
        here = (*place[1], "spec")
        supported = "supported values: 'OnFailure', 'Never'"
        if not policy:
            message = f"{REQUIRED}: restartPolicy is Always by default, valid values: 'OnFailure', 'Never'"
            yield SchemaError(
                "missing-field",
                here,
                message,
                "'OnFailure' or 'Never'",
                field="restartPolicy",
                family="restart-policy-refused",
            )
        elif policy == "Always":
            message = f"Unsupported value: 'Always': {supported}"
            yield SchemaError(
                "invalid-value",
                (*here, "restartPolicy"),
                message,
                "'OnFailure' or 'Never'",
                "Always",
                family="restart-policy-refused",
            )
        if spec.get("podFailurePolicy") is not None and policy == "OnFailure":
            message = "only 'Never' is supported when podFailurePolicy is specified"
            yield invalid((*here, "restartPolicy"), policy, message, "restart-policy-refused")
    if spec.get("completionMode") == "Indexed" and spec.get("completions") is None:
        message = f"{REQUIRED}: when completion mode is Indexed"
        yield SchemaError("missing-field", at, message, field="completions")
    selector = mapping(spec, "selector")
    if selector and spec.get("manualSelector") is not True:
        message = "Invalid value: `selector` not auto-generated"
        yield SchemaError("invalid-value", (*at, "selector"), message)


def _cron_errors(spec: Mapping[str, Any]) -> Iterator[SchemaError]:
    schedule = text(spec.get("schedule"))
    if schedule and (problem := schedule_problem(schedule)):
        yield invalid(("spec", "schedule"), schedule, problem)
    elif spec.get("schedule") == "":
        yield SchemaError("missing-field", ("spec",), f"{REQUIRED}: schedule", field="schedule")
    zone = text(spec.get("timeZone"))
    if zone and (problem := _zone_problem(zone)):
        yield invalid(("spec", "timeZone"), zone, problem)
    elif spec.get("timeZone") == "":
        yield invalid(("spec", "timeZone"), "", "must be nil or non-empty string")


def _zone_problem(zone: str) -> str:
    if zone.lower() == "local":
        return "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
    if not _ZONE.fullmatch(zone):
        return f"unknown time zone {zone}"
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # only CronJobs with a zone pay for it

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"unknown time zone {zone}" if _has_zones() else ""
    return ""


def _has_zones() -> bool:
    """Whether this machine has a time zone database at all: without one we know nothing."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Berlin")
    except (ZoneInfoNotFoundError, OSError):
        return False
    return True
