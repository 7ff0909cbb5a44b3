"""Autoscalers, disruption budgets and role bindings (pkg/apis/autoscaling, policy and rbac validation)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.names import invalid
from gitops_lint.apischema.apivalidation.reading import entries, mapping, number, text
from gitops_lint.apischema.apivalidation.workloads import amount_errors, selector_errors
from gitops_lint.apischema.errors import REQUIRED, SchemaError
from gitops_lint.apischema.wording import listed
from gitops_lint.finding import Pointer

_SOURCES: Final[Mapping[str, str]] = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
_TARGET_FIELDS: Final[Mapping[str, str]] = {
    "AverageValue": "averageValue",
    "Utilization": "averageUtilization",
    "Value": "value",
}


def autoscaler_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """A HorizontalPodAutoscaler of autoscaling/v2 or v1."""
    spec = mapping(value, "spec")
    low, high = number(spec.get("minReplicas")), number(spec.get("maxReplicas"))
    if high is not None and high >= 1 and high < (1 if low is None else low):
        yield invalid(("spec", "maxReplicas"), high, "must be greater than or equal to `minReplicas`")
    metrics = list(entries(spec.get("metrics")))
    scalable = any(metric.get("type") in ("Object", "External") for _, metric in metrics)
    if low == 0 and not scalable:
        message = "must be greater than or equal to 1, unless an object or external metric is specified"
        yield invalid(("spec", "minReplicas"), low, message)
    for index, metric in metrics:
        yield from _metric_errors(metric, ("spec", "metrics", index))


def _metric_errors(metric: Mapping[str, Any], at: Pointer) -> Iterator[SchemaError]:
    kind = metric.get("type")
    field = _SOURCES.get(str(kind))
    if field is None:
        return
    given = sorted(name for name in _SOURCES.values() if metric.get(name) is not None)
    if field not in given:
        meant = f", but has {listed(given)}" if given else ""
        message = f"{REQUIRED}: must populate information for the given metric source: '{field}'{meant}"
        yield SchemaError("missing-field", at, message, field=field)
        return
    if len(given) > 1:
        others = listed(name for name in given if name != field)
        message = f"Forbidden: must populate the given metric source only, type is '{kind}', also has {others}"
        yield SchemaError("forbidden", at, message)
    source = mapping(metric, field)
    target = mapping(source, "target")
    here = (*at, field, "target")
    if not target:
        return
    wanted = _TARGET_FIELDS.get(str(target.get("type")))
    if wanted and target.get(wanted) is None:
        message = f"{REQUIRED}: target type is '{target['type']}', so '{wanted}' must be specified"
        yield SchemaError("missing-field", here, message, field=wanted)
    utilization = number(target.get("averageUtilization"))
    if utilization is not None and utilization < 1:
        yield invalid((*here, "averageUtilization"), utilization, "must be greater than 0")
    if utilization is not None and target.get("averageValue") is not None:
        message = "Forbidden: may not set both a target raw value and a target utilization"
        yield SchemaError("forbidden", (*here, "averageValue"), message)


def budget_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """A PodDisruptionBudget."""
    spec = mapping(value, "spec")
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        message = "Invalid value: minAvailable and maxUnavailable cannot be both set"
        yield SchemaError("invalid-value", ("spec",), message)
    for field in ("minAvailable", "maxUnavailable"):
        at = ("spec", field)
        yield from amount_errors(spec.get(field), at)
        percent = text(spec.get(field)).removesuffix("%")
        if percent.isdigit() and text(spec.get(field)).endswith("%") and int(percent) > 100:
            yield invalid(at, spec[field], "must not be greater than 100%")
    yield from selector_errors(spec.get("selector"), ("spec", "selector"))


def binding_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """A RoleBinding or ClusterRoleBinding."""
    reference = mapping(value, "roleRef")
    if value.get("kind") == "ClusterRoleBinding" and reference.get("kind") == "Role":
        message = "Unsupported value: 'Role': supported values: 'ClusterRole'"
        yield SchemaError("invalid-value", ("roleRef", "kind"), message, "'ClusterRole'", "Role")
    if reference and reference.get("name") == "":
        yield SchemaError("missing-field", ("roleRef",), f"{REQUIRED}: name", field="name")
    for index, subject in entries(value.get("subjects")):
        here = ("subjects", index)
        group, kind = subject.get("apiGroup"), subject.get("kind")
        if kind == "ServiceAccount":
            if group:
                message = f"Unsupported value: '{group}': supported values: ''"
                yield SchemaError("invalid-value", (*here, "apiGroup"), message, "''", str(group))
            if not subject.get("namespace") and value.get("kind") == "ClusterRoleBinding":
                message = f"{REQUIRED}: namespace, of a ServiceAccount"
                yield SchemaError("missing-field", here, message, field="namespace")
        elif kind in ("User", "Group") and group and group != "rbac.authorization.k8s.io":
            message = f"Unsupported value: '{group}': supported values: 'rbac.authorization.k8s.io'"
            yield SchemaError("invalid-value", (*here, "apiGroup"), message, "'rbac.authorization.k8s.io'", str(group))


def role_errors(value: Mapping[str, Any]) -> Iterator[SchemaError]:
    """A Role or ClusterRole."""
    for index, rule in entries(value.get("rules")):
        here = ("rules", index)
        if rule.get("verbs") == []:
            yield SchemaError(
                "missing-field", here, f"{REQUIRED}: verbs must contain at least one value", field="verbs"
            )
        urls = rule.get("nonResourceURLs")
        if urls:
            if value.get("kind") == "Role":
                message = "Invalid value: namespaced rules cannot apply to non-resource URLs"
                yield SchemaError("invalid-value", (*here, "nonResourceURLs"), message)
            elif rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
                message = "Invalid value: rules cannot apply to both regular resources and non-resource URLs"
                yield SchemaError("invalid-value", (*here, "nonResourceURLs"), message)
            continue
        for field in ("apiGroups", "resources"):
            if not rule.get(field) and "verbs" in rule:
                words = f"resource rules must supply at least one {'api group' if field == 'apiGroups' else 'resource'}"
                yield SchemaError("missing-field", here, f"{REQUIRED}: {words}", field=field)
