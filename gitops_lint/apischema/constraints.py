"""What the OpenAPI document leaves to prose although it could say it: allowed values and ranges of built-in fields.

Source: the validation packages of kubernetes/kubernetes (``pkg/apis/*/validation``) and the descriptions of the fields.
The empty string is allowed wherever Go's zero value means "not set".  Definitions are named without ``io.k8s.api.``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gitops_lint.apischema.definitions import Schema

_PROTOCOLS: Final = ("TCP", "UDP", "SCTP")
_POLICIES: Final = ("Always", "OnFailure", "Never")
_EFFECTS: Final = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_LABEL_OPERATORS: Final = ("In", "NotIn", "Exists", "DoesNotExist")
_ACCESS_MODES: Final = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_PROFILES: Final = ("RuntimeDefault", "Unconfined", "Localhost")
_TRAFFIC: Final = ("Cluster", "Local")
_RETENTION: Final = ("Retain", "Delete")
_CONTAINER: Final = {
    "imagePullPolicy": ("Always", "IfNotPresent", "Never"),
    "restartPolicy": _POLICIES,
    "terminationMessagePolicy": ("File", "FallbackToLogsOnError"),
}
_WEBHOOK: Final = {
    "failurePolicy": ("Ignore", "Fail"),
    "matchPolicy": ("Exact", "Equivalent"),
    "sideEffects": ("None", "NoneOnDryRun"),
}

ENUMS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "admissionregistration.v1.MutatingWebhook": {**_WEBHOOK, "reinvocationPolicy": ("Never", "IfNeeded")},
    "admissionregistration.v1.RuleWithOperations": {
        "operations": ("CREATE", "UPDATE", "DELETE", "CONNECT", "*"),
        "scope": ("Cluster", "Namespaced", "*"),
    },
    "admissionregistration.v1.ValidatingWebhook": _WEBHOOK,
    "apps.v1.DaemonSetUpdateStrategy": {"type": ("RollingUpdate", "OnDelete")},
    "apps.v1.DeploymentStrategy": {"type": ("Recreate", "RollingUpdate")},
    "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy": {"whenDeleted": _RETENTION, "whenScaled": _RETENTION},
    "apps.v1.StatefulSetSpec": {"podManagementPolicy": ("OrderedReady", "Parallel")},
    "apps.v1.StatefulSetUpdateStrategy": {"type": ("RollingUpdate", "OnDelete")},
    "autoscaling.v2.HPAScalingPolicy": {"type": ("Pods", "Percent")},
    "autoscaling.v2.HPAScalingRules": {"selectPolicy": ("Max", "Min", "Disabled")},
    "autoscaling.v2.MetricSpec": {"type": ("ContainerResource", "External", "Object", "Pods", "Resource")},
    "autoscaling.v2.MetricTarget": {"type": ("Utilization", "Value", "AverageValue")},
    "batch.v1.CronJobSpec": {"concurrencyPolicy": ("Allow", "Forbid", "Replace")},
    "batch.v1.JobSpec": {
        "completionMode": ("NonIndexed", "Indexed"),
        "podReplacementPolicy": ("TerminatingOrFailed", "Failed"),
    },
    "core.v1.AppArmorProfile": {"type": _PROFILES},
    "core.v1.Container": _CONTAINER,
    "core.v1.ContainerPort": {"protocol": _PROTOCOLS},
    "core.v1.ContainerResizePolicy": {"restartPolicy": ("NotRequired", "RestartContainer")},
    "core.v1.EphemeralContainer": _CONTAINER,
    "core.v1.HTTPGetAction": {"scheme": ("HTTP", "HTTPS")},
    "core.v1.HostPathVolumeSource": {
        "type": ("DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice")
    },
    "core.v1.NodeSelectorRequirement": {"operator": (*_LABEL_OPERATORS, "Gt", "Lt")},
    "core.v1.PersistentVolumeClaimSpec": {"accessModes": _ACCESS_MODES, "volumeMode": ("Block", "Filesystem")},
    "core.v1.PersistentVolumeSpec": {
        "accessModes": _ACCESS_MODES,
        "persistentVolumeReclaimPolicy": ("Retain", "Delete", "Recycle"),
        "volumeMode": ("Block", "Filesystem"),
    },
    "core.v1.PodOS": {"name": ("linux", "windows")},
    "core.v1.PodSecurityContext": {
        "fsGroupChangePolicy": ("Always", "OnRootMismatch"),
        "supplementalGroupsPolicy": ("Merge", "Strict"),
    },
    "core.v1.PodSpec": {
        "dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
        "preemptionPolicy": ("Never", "PreemptLowerPriority"),
        "restartPolicy": _POLICIES,
    },
    "core.v1.ScopedResourceSelectorRequirement": {"operator": _LABEL_OPERATORS},
    "core.v1.SeccompProfile": {"type": _PROFILES},
    "core.v1.SecurityContext": {"procMount": ("Default", "Unmasked")},
    "core.v1.ServicePort": {"protocol": _PROTOCOLS},
    "core.v1.ServiceSpec": {
        "externalTrafficPolicy": _TRAFFIC,
        "internalTrafficPolicy": _TRAFFIC,
        "ipFamilies": ("IPv4", "IPv6"),
        "ipFamilyPolicy": ("SingleStack", "PreferDualStack", "RequireDualStack"),
        "sessionAffinity": ("ClientIP", "None"),
        "type": ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
    },
    "core.v1.Taint": {"effect": _EFFECTS},
    "core.v1.Toleration": {"effect": _EFFECTS, "operator": ("Equal", "Exists", "Gt", "Lt")},
    "core.v1.TopologySpreadConstraint": {
        "nodeAffinityPolicy": ("Honor", "Ignore"),
        "nodeTaintsPolicy": ("Honor", "Ignore"),
        "whenUnsatisfiable": ("DoNotSchedule", "ScheduleAnyway"),
    },
    "core.v1.VolumeMount": {
        "mountPropagation": ("None", "HostToContainer", "Bidirectional"),
        "recursiveReadOnly": ("Disabled", "IfPossible", "Enabled"),
    },
    "discovery.v1.EndpointSlice": {"addressType": ("IPv4", "IPv6", "FQDN")},
    "networking.v1.HTTPIngressPath": {"pathType": ("Exact", "ImplementationSpecific", "Prefix")},
    "networking.v1.NetworkPolicyPort": {"protocol": _PROTOCOLS},
    "networking.v1.NetworkPolicySpec": {"policyTypes": ("Ingress", "Egress")},
    "policy.v1.PodDisruptionBudgetSpec": {"unhealthyPodEvictionPolicy": ("IfHealthyBudget", "AlwaysAllow")},
    "rbac.v1.RoleRef": {"apiGroup": ("rbac.authorization.k8s.io",), "kind": ("Role", "ClusterRole")},
    "rbac.v1.Subject": {"kind": ("User", "Group", "ServiceAccount")},
    "scheduling.v1.PriorityClass": {"preemptionPolicy": ("Never", "PreemptLowerPriority")},
    "storage.v1.StorageClass": {
        "reclaimPolicy": ("Delete", "Retain"),
        "volumeBindingMode": ("Immediate", "WaitForFirstConsumer"),
    },
    "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec": {
        "scope": ("Cluster", "Namespaced")
    },
    "apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement": {"operator": _LABEL_OPERATORS},
}

_PORT: Final = (1, 65535)
_PORT_OR_NONE: Final = (0, 65535)
_COUNT: Final = (0, None)
_AT_LEAST_ONE: Final = (1, None)
_WEIGHT: Final = (1, 100)

RANGES: Final[Mapping[str, Mapping[str, tuple[int | None, int | None]]]] = {
    "apps.v1.DaemonSetSpec": {"minReadySeconds": _COUNT, "revisionHistoryLimit": _COUNT},
    "apps.v1.DeploymentSpec": {"minReadySeconds": _COUNT, "replicas": _COUNT, "revisionHistoryLimit": _COUNT},
    "apps.v1.ReplicaSetSpec": {"minReadySeconds": _COUNT, "replicas": _COUNT},
    "apps.v1.StatefulSetSpec": {"minReadySeconds": _COUNT, "replicas": _COUNT},
    "autoscaling.v2.HorizontalPodAutoscalerSpec": {"maxReplicas": _AT_LEAST_ONE, "minReplicas": _COUNT},
    "autoscaling.v2.HPAScalingPolicy": {"periodSeconds": (1, 1800), "value": _AT_LEAST_ONE},
    "autoscaling.v2.HPAScalingRules": {"stabilizationWindowSeconds": (0, 3600)},
    "batch.v1.CronJobSpec": {
        "failedJobsHistoryLimit": _COUNT,
        "startingDeadlineSeconds": _COUNT,
        "successfulJobsHistoryLimit": _COUNT,
    },
    "batch.v1.JobSpec": {
        "activeDeadlineSeconds": _COUNT,
        "backoffLimit": _COUNT,
        "completions": _COUNT,
        "parallelism": _COUNT,
        "ttlSecondsAfterFinished": _COUNT,
    },
    "core.v1.ContainerPort": {"containerPort": _PORT, "hostPort": _PORT_OR_NONE},
    "core.v1.PodSpec": {"activeDeadlineSeconds": _AT_LEAST_ONE},
    "core.v1.PreferredSchedulingTerm": {"weight": _WEIGHT},
    "core.v1.Probe": {
        "failureThreshold": _COUNT,
        "initialDelaySeconds": _COUNT,
        "periodSeconds": _COUNT,
        "successThreshold": _COUNT,
        "timeoutSeconds": _COUNT,
    },
    "core.v1.SecretVolumeSource": {"defaultMode": (0, 0o777)},
    "core.v1.ConfigMapVolumeSource": {"defaultMode": (0, 0o777)},
    "core.v1.ProjectedVolumeSource": {"defaultMode": (0, 0o777)},
    "core.v1.KeyToPath": {"mode": (0, 0o777)},
    "core.v1.ServicePort": {"nodePort": _PORT_OR_NONE, "port": _PORT},
    "core.v1.ServiceAccountTokenProjection": {"expirationSeconds": (600, 1 << 32)},
    "core.v1.TopologySpreadConstraint": {"maxSkew": _AT_LEAST_ONE, "minDomains": _AT_LEAST_ONE},
    "core.v1.WeightedPodAffinityTerm": {"weight": _WEIGHT},
    "networking.v1.NetworkPolicyPort": {"endPort": _PORT},
    "networking.v1.ServiceBackendPort": {"number": _PORT_OR_NONE},
}


def constrain(name: str, out: Schema) -> None:
    """Add to a converted definition what the tables know about its fields."""
    short = name.removeprefix("io.k8s.").removeprefix("api.")
    properties: dict[str, Any] = out.get("properties") or {}
    for field, values in (ENUMS.get(short) or {}).items():
        schema = properties.get(field)
        if schema is not None and "$ref" not in schema:
            if "items" in schema:
                schema["items"]["enum"] = list(values)
            else:
                schema["enum"] = [*values, "", None]
    for field, (low, high) in (RANGES.get(short) or {}).items():
        schema = properties.get(field)
        if schema is not None and "$ref" not in schema:
            schema |= {key: value for key, value in (("minimum", low), ("maximum", high)) if value is not None}
