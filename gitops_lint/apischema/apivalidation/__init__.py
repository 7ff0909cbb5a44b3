"""What schemas cannot say, as the API server's own validation says it: pure functions of one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from gitops_lint.apischema.apivalidation.customresources import definition_errors
from gitops_lint.apischema.apivalidation.deprecations import AGEING, deprecation_errors
from gitops_lint.apischema.apivalidation.names import metadata_errors
from gitops_lint.apischema.apivalidation.networking import ingress_errors, service_errors
from gitops_lint.apischema.apivalidation.pods import pod_errors
from gitops_lint.apischema.apivalidation.policies import autoscaler_errors, binding_errors, budget_errors, role_errors
from gitops_lint.apischema.apivalidation.reading import identity
from gitops_lint.apischema.apivalidation.storage import claim_errors, config_map_errors, secret_errors
from gitops_lint.apischema.apivalidation.workloads import workload_errors
from gitops_lint.apischema.errors import SchemaError, tagged

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


def validate(value: Mapping[str, Any], kubernetes_version: str) -> Iterator[SchemaError]:
    """Every mistake in an object, of whatever kind; warnings have the kind ``warning``.

    Shape and types are the schema's business: what is of the wrong type is passed over here.
    """
    gk = identity(value)
    if gk[1].endswith("List") and "items" in value:
        return
    yield from metadata_errors(value, gk, kubernetes_version)
    for check in _CHECKS.get(gk, ()):
        family = _FAMILIES.get(check)
        yield from tagged(family, check(value)) if family else check(value)
    if gk in AGEING:
        yield from deprecation_errors(value, gk, kubernetes_version)


__all__ = ["validate"]
