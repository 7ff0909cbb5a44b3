"""Which objects a policy or a binding is about (apiserver ``pkg/admission/plugin/policy/matching``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gitops_lint.apischema.admission.policies import GROUP
from gitops_lint.apischema.apivalidation.reading import entries, mapping
from gitops_lint.apischema.apivalidation.workloads import matches as selects
from gitops_lint.model.resource import Resource
from gitops_lint.values import dataclass

_NAME_LABEL: Final = "kubernetes.io/metadata.name"


@dataclass(frozen=True, slots=True)
class Request:
    """The creation of one object, as far as matching goes."""

    resource: Resource
    plural: str
    namespaced: bool


def matches(criteria: Mapping[str, Any], request: Request) -> bool | None:
    """Whether the creation of an object is meant; None where namespace or labels are not known well enough.

    A rule for another version of the object's kind counts with ``matchPolicy: Equivalent``; the object would be
    converted, which cannot be done here, so that the answer is None.
    """
    if request.resource.group == GROUP and "admissionpolic" in request.plural:
        return False  # policies do not judge policies
    excluded = _by_rules(criteria.get("excludeResourceRules"), criteria, request)
    if excluded:
        return False
    by_rules: bool | None = True
    if criteria.get("resourceRules"):
        by_rules = _by_rules(criteria.get("resourceRules"), criteria, request)
    if by_rules is False:
        return False
    answers = (
        by_rules,
        None if excluded is None else True,
        _by_namespace(mapping(criteria, "namespaceSelector"), request),
        selects(mapping(criteria, "objectSelector"), mapping(request.resource.value, "metadata", "labels")),
    )
    if False in answers:
        return False
    return None if None in answers else True


def _by_rules(rules: object, criteria: Mapping[str, Any], request: Request) -> bool | None:
    equivalent = False
    resource = request.resource
    for _, rule in entries(rules):
        names = _texts(rule.get("resourceNames"))
        if names and resource.name not in names:
            continue
        if not _operations_and_kind(rule, request):
            continue
        if _has(rule.get("apiVersions"), resource.version):
            return True
        equivalent = True
    return None if equivalent and criteria.get("matchPolicy") != "Exact" else False


def _operations_and_kind(rule: Mapping[str, Any], request: Request) -> bool:
    scope = rule.get("scope") or "*"
    namespaced = request.namespaced and request.plural != "namespaces"
    return (
        _has(rule.get("operations"), "CREATE")
        and _has(rule.get("apiGroups"), request.resource.group)
        and (scope == "*" or (scope == "Namespaced") == namespaced)
        and any(_names(entry, request.plural) for entry in _texts(rule.get("resources")))
    )


def _names(entry: str, plural: str) -> bool:
    """Whether ``pods``, ``*``, ``*/*`` or ``pods/*`` is about whole objects of that plural."""
    name, _, sub = entry.partition("/")
    return name in ("*", plural) and sub in ("", "*")


def _has(values: object, wanted: str) -> bool:
    known = _texts(values)
    return "*" in known or wanted in known


def _texts(values: object) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _by_namespace(selector: Mapping[str, Any], request: Request) -> bool | None:
    """Namespaces are judged by their own labels, other objects of the cluster always match."""
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        return True
    resource = request.resource
    if resource.is_a("", "Namespace"):
        return selects(selector, {_NAME_LABEL: resource.name, **resource.labels})
    if not request.namespaced:
        return True
    facts = resource.context.namespace_facts
    if resource.namespace and (facts.known or _asks_for_the_name_alone(selector)):
        return selects(selector, {**facts.labels, _NAME_LABEL: resource.namespace})
    return None


def _asks_for_the_name_alone(selector: Mapping[str, Any]) -> bool:
    listed = [item.get("key") for _, item in entries(selector.get("matchExpressions"))]
    return {*mapping(selector, "matchLabels"), *listed} == {_NAME_LABEL}
