"""An object as admission policies see it: decoded into its Go type and with the API server's defaults.

Source: ``pkg/apis/core/v1/defaults.go``, ``apps/v1``, ``batch/v1``, ``autoscaling/v2``, ``networking/v1`` and the
``omitempty`` tags of ``staging/src/k8s.io/api``.  Policies run after all defaults are filled in, so that an expression
on a field that nobody wrote finds it there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

from gitops_lint.apischema.apivalidation.reading import entries, pod_template
from gitops_lint.model.quantity import parse_quantity
from gitops_lint.model.resource import Resource

Value = dict[str, Any]

_ROLLING: Final = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}}
_SPEC: Final[Mapping[tuple[str, str], Mapping[str, Any]]] = {
    ("", "ConfigMap"): {},
    ("", "Namespace"): {"finalizers": ["kubernetes"]},
    ("", "PersistentVolumeClaim"): {"volumeMode": "Filesystem"},
    ("", "Pod"): {},
    ("", "Secret"): {},
    ("", "Service"): {"type": "ClusterIP", "sessionAffinity": "None", "internalTrafficPolicy": "Cluster"},
    ("", "ServiceAccount"): {},
    ("apps", "DaemonSet"): {
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
        "revisionHistoryLimit": 10,
    },
    ("apps", "Deployment"): {
        "replicas": 1,
        "strategy": _ROLLING,
        "revisionHistoryLimit": 10,
        "progressDeadlineSeconds": 600,
    },
    ("apps", "ReplicaSet"): {"replicas": 1},
    ("apps", "StatefulSet"): {
        "replicas": 1,
        "podManagementPolicy": "OrderedReady",
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "revisionHistoryLimit": 10,
        "serviceName": "",
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
    },
    ("autoscaling", "HorizontalPodAutoscaler"): {"minReplicas": 1},
    ("batch", "CronJob"): {
        "concurrencyPolicy": "Allow",
        "suspend": False,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 1,
    },
    ("batch", "Job"): {"completions": 1, "parallelism": 1, "backoffLimit": 6, "completionMode": "NonIndexed",
                       "suspend": False, "manualSelector": False, "podReplacementPolicy": "TerminatingOrFailed"},
    ("networking.k8s.io", "Ingress"): {},
    ("networking.k8s.io", "NetworkPolicy"): {"policyTypes": ["Ingress"], "podSelector": {}},
    ("policy", "PodDisruptionBudget"): {},
    ("rbac.authorization.k8s.io", "ClusterRole"): {},
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): {},
    ("rbac.authorization.k8s.io", "Role"): {},
    ("rbac.authorization.k8s.io", "RoleBinding"): {},
}  # fmt: skip
"""The kinds whose defaults are known, with those of their ``spec``."""

_POD: Final = {
    "restartPolicy": "Always",
    "terminationGracePeriodSeconds": 30,
    "dnsPolicy": "ClusterFirst",
    "securityContext": {},
    "schedulerName": "default-scheduler",
}
_BARE_POD: Final = {"serviceAccountName": "default", "serviceAccount": "default", "enableServiceLinks": True,
                    "preemptionPolicy": "PreemptLowerPriority", "priority": 0}  # fmt: skip
_CONTAINER: Final = {
    "resources": {},
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
}
_PROBE: Final = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_DROPPED_IF_EMPTY: Final = frozenset({"annotations", "labels", "limits", "matchLabels", "nodeSelector", "requests"})
_DROPPED_IF_FALSE: Final = frozenset(
    {"hostIPC", "hostNetwork", "hostPID", "paused", "publishNotReadyAddresses", "readOnly", "stdin", "stdinOnce", "tty"}
)
_TRACKING: Final = "argocd.argoproj.io/tracking-id"


def knows(resource: Resource) -> bool:
    """Whether the defaults of an object's kind are known."""
    return (resource.group, resource.kind) in _SPEC


def admitted(resource: Resource) -> Value:
    """What a policy gets to see of an object that Argo CD creates; the given one is left alone."""
    value: Value = _pruned(resource.value) if knows(resource) else _without_nulls(resource.value)
    metadata = value.setdefault("metadata", {})
    if isinstance(metadata, dict):
        if resource.namespace:
            metadata["namespace"] = resource.namespace
        if resource.deployable is not None and resource.deployable.application is not None:
            annotations = metadata.setdefault("annotations", {})
            if isinstance(annotations, dict):  # Argo CD's own; what stands in it does not matter
                annotations.setdefault(_TRACKING, "")
    if not knows(resource):
        return value
    defaults = _SPEC[resource.group, resource.kind]
    if defaults:
        spec = value.setdefault("spec", {})
        _fill(spec, deepcopy(dict(defaults)))
    _KINDS.get((resource.group, resource.kind), _nothing)(value)
    place = pod_template(value)
    if place is not None and isinstance(place[0].get("spec"), dict):
        _pod(place[0]["spec"], bare=not place[1])
    return value


def _fill(value: object, defaults: Mapping[str, Any]) -> None:
    if isinstance(value, dict):
        for key, default in defaults.items():
            value.setdefault(key, default)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _pruned(value: Any) -> Any:
    """Without what ``omitempty`` leaves out."""
    if isinstance(value, list):
        return [_pruned(item) for item in value]
    if not isinstance(value, dict):
        return value
    out: Value = {}
    for key, item in value.items():
        if item is None or item == [] or (item == {} and key in _DROPPED_IF_EMPTY):
            continue
        if item is False and key in _DROPPED_IF_FALSE:
            continue
        out[key] = _quantities(item) if key in ("limits", "requests") else _pruned(item)
    return out


def _quantities(values: Any) -> Any:
    """Amounts as the API server prints them: ``0.5`` is ``500m``."""
    if not isinstance(values, dict):
        return values
    parsed = {key: (parse_quantity(value), value) for key, value in values.items()}
    return {key: str(amount) if amount is not None else value for key, (amount, value) in parsed.items()}


def _nothing(value: Value) -> None:
    """No defaults outside of ``spec``."""


def _service(value: Value) -> None:
    spec = value.get("spec")
    for _, port in entries(spec.get("ports") if isinstance(spec, dict) else None):
        _fill(port, {"protocol": "TCP", "targetPort": port.get("port")})


def _secret(value: Value) -> None:
    value.setdefault("type", "Opaque")


def _policy(value: Value) -> None:
    spec = value.get("spec")
    if isinstance(spec, dict) and spec.get("egress") and "Egress" not in spec["policyTypes"]:
        spec["policyTypes"] = [*spec["policyTypes"], "Egress"]


_KINDS: Final[Mapping[tuple[str, str], Callable[[Value], None]]] = {
    ("", "Secret"): _secret,
    ("", "Service"): _service,
    ("networking.k8s.io", "NetworkPolicy"): _policy,
}


def _pod(spec: Value, *, bare: bool) -> None:
    _fill(spec, deepcopy(_POD))
    if bare:
        _fill(spec, _BARE_POD)
    elif isinstance(spec.get("serviceAccountName"), str):
        spec.setdefault("serviceAccount", spec["serviceAccountName"])
    for _, volume in entries(spec.get("volumes")):
        if len(volume) == 1:
            _fill(volume, {"emptyDir": {}})
        for source in ("secret", "configMap", "projected", "downwardAPI"):
            _fill(volume.get(source), {"defaultMode": 420})
    for field in ("initContainers", "containers"):
        for _, container in entries(spec.get(field)):
            _container(container)


def _container(container: Mapping[str, Any]) -> None:
    _fill(container, deepcopy(_CONTAINER))
    _fill(container, {"imagePullPolicy": _pull_policy(container.get("image"))})
    for _, port in entries(container.get("ports")):
        _fill(port, {"protocol": "TCP"})
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        found = container.get(probe)
        _fill(found, _PROBE)
        if isinstance(found, dict):
            _fill(found.get("httpGet"), {"path": "/", "scheme": "HTTP"})
    amounts = container.get("resources")
    if isinstance(amounts, dict) and isinstance(amounts.get("limits"), dict):  # limits become requests
        requests = amounts.setdefault("requests", {})
        _fill(requests, amounts["limits"])


def _pull_policy(image: object) -> str:
    """``Always`` for ``latest`` and no tag, else ``IfNotPresent`` (``SetDefaults_Container``)."""
    name = str(image or "").rpartition("/")[2]
    if "@" in name:
        return "IfNotPresent"
    tag = name.partition(":")[2]
    return "Always" if tag in ("", "latest") else "IfNotPresent"
