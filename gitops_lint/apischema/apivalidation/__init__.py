"""What schemas cannot say, as the API server's own validation says it: pure functions of one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.customresources import definition_errors
from gitops_lint.apischema.apivalidation.deprecations import AGEING, NEWEST, deprecation_errors
from gitops_lint.apischema.apivalidation.names import metadata_errors, naming
from gitops_lint.apischema.apivalidation.networking import ingress_errors, service_errors
from gitops_lint.apischema.apivalidation.pods import pod_errors
from gitops_lint.apischema.apivalidation.policies import autoscaler_errors, binding_errors, budget_errors, role_errors
from gitops_lint.apischema.apivalidation.reading import TEMPLATES, identity
from gitops_lint.apischema.apivalidation.storage import claim_errors, config_map_errors, secret_errors
from gitops_lint.apischema.apivalidation.workloads import workload_errors
from gitops_lint.apischema.errors import SchemaError, tagged
from gitops_lint.apischema.versions import parse_minor

_Check = Callable[[Mapping[str, Any]], Iterator[SchemaError]]

_RBAC: Final = "rbac.authorization.k8s.io"
_CHECKS: Final[Mapping[tuple[str, str], tuple[_Check, ...]]] = {
    ("", "ConfigMap"): (config_map_errors,),
    ("", "PersistentVolumeClaim"): (claim_errors,),
    ("", "Pod"): (pod_errors,),
    ("", "PodTemplate"): (pod_errors,),
    ("", "ReplicationController"): (pod_errors,),
    ("", "Secret"): (secret_errors,),
    ("", "Service"): (service_errors,),
    ("apps", "DaemonSet"): (workload_errors, pod_errors),
    ("apps", "Deployment"): (workload_errors, pod_errors),
    ("apps", "ReplicaSet"): (workload_errors, pod_errors),
    ("apps", "StatefulSet"): (workload_errors, pod_errors, claim_errors),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): (definition_errors,),
    ("argoproj.io", "Rollout"): (pod_errors,),
    ("autoscaling", "HorizontalPodAutoscaler"): (autoscaler_errors,),
    ("batch", "CronJob"): (workload_errors, pod_errors),
    ("batch", "Job"): (workload_errors, pod_errors),
    ("networking.k8s.io", "Ingress"): (ingress_errors,),
    ("policy", "PodDisruptionBudget"): (budget_errors,),
    (_RBAC, "ClusterRole"): (role_errors,),
    (_RBAC, "ClusterRoleBinding"): (binding_errors,),
    (_RBAC, "Role"): (role_errors,),
    (_RBAC, "RoleBinding"): (binding_errors,),
}

_FAMILIES: Final[Mapping[_Check, str]] = {
    autoscaler_errors: "autoscaler-invalid",
    binding_errors: "role-invalid",
    budget_errors: "disruption-budget-invalid",
    claim_errors: "volume-claim-invalid",
    config_map_errors: "config-data-invalid",
    definition_errors: "crd-invalid",
    ingress_errors: "ingress-invalid",
    role_errors: "role-invalid",
    secret_errors: "config-data-invalid",
    service_errors: "service-invalid",
}
"""The rule for all mistakes that such a check finds, unless they belong to a narrower one."""


class Validation:
    """What the API server refuses in objects of one group and kind, or warns of (``warning``).

    Shape and types are the schema's business: what is of the wrong type is passed over here.
    """

    __slots__ = ("_ages", "_checks", "_gk", "_minor", "_name_problem", "_template")

    def __init__(self, group: str, kind: str, kubernetes_version: str) -> None:
        self._gk = (group, kind)
        self._minor = parse_minor(kubernetes_version) or NEWEST
        self._template = TEMPLATES.get(self._gk)
        self._checks = [(check, _FAMILIES.get(check)) for check in _CHECKS.get(self._gk, ())]
        self._ages = self._gk in AGEING
        self._name_problem = naming(group, kind, kubernetes_version)

    def errors(self, value: Mapping[str, Any]) -> list[SchemaError]:
        """Every mistake in an object."""
        found = metadata_errors(value, self._template, self._name_problem)
        for check, family in self._checks:
            found.extend(tagged(family, check(value)) if family else check(value))
        if self._ages:
            found.extend(deprecation_errors(value, self._gk, self._minor))
        return found


def validate(value: Mapping[str, Any], kubernetes_version: str) -> list[SchemaError]:
    """Every mistake in an object, of whatever kind."""
    group, kind = identity(value)
    if kind.endswith("List") and "items" in value:
        return []
    return Validation(group, kind, kubernetes_version).errors(value)


__all__ = ["Validation", "validate"]
