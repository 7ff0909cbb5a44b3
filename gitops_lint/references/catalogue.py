"""The catalogue of references outside pod specs, as data: Kubernetes' own kinds, and the rest put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.catalogue_delivery import DELIVERY
from gitops_lint.references.catalogue_operators import OPERATORS
from gitops_lint.references.catalogue_traffic import INGRESS, TRAFFIC
from gitops_lint.references.rows import CLUSTER_SCOPED, SECRET, SERVICE, Row
from gitops_lint.references.values import HEALTH

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CLUSTER_SCOPED", "ROWS", "Row"]

_CLASS = "storage.k8s.io/StorageClass"
_CLAIM = "/PersistentVolumeClaim"
_SNAPSHOT_CLASS = "snapshot.storage.k8s.io/VolumeSnapshotClass"
_DEVICES = "resource.k8s.io/DeviceClass"
_WEBHOOKS = (Row("/webhooks/*/clientConfig/service", SERVICE),)

_KUBERNETES: Mapping[str, tuple[Row, ...]] = {
    "apps/StatefulSet": (
        Row("/spec/serviceName", SERVICE),
        Row("/spec/volumeClaimTemplates/*/spec/storageClassName", _CLASS, HEALTH),
    ),
    "/PersistentVolumeClaim": (
        Row("/spec/storageClassName", _CLASS, HEALTH),
        Row("/spec/volumeName", "/PersistentVolume", HEALTH),
        Row("/spec/dataSource", _CLAIM, HEALTH),
        Row("/spec/dataSourceRef", _CLAIM, HEALTH),
    ),
    "/PersistentVolume": (
        Row("/spec/storageClassName", _CLASS),
        Row("/spec/claimRef", _CLAIM),
        Row("/spec/csi/*SecretRef", SECRET),
    ),
    "/ServiceAccount": (
        Row("/secrets/*", SECRET, namespaced=False),
        Row("/imagePullSecrets/*", SECRET, namespaced=False),
    ),
    "discovery.k8s.io/EndpointSlice": (Row("/metadata/labels/kubernetes.io~1service-name", SERVICE),),
    "rbac.authorization.k8s.io/RoleBinding": (
        Row("/roleRef", "rbac.authorization.k8s.io/Role", namespaced=False),
        Row("/subjects/*", ""),
    ),
    "rbac.authorization.k8s.io/ClusterRoleBinding": (
        Row("/roleRef", "rbac.authorization.k8s.io/ClusterRole", namespaced=False),
        Row("/subjects/*", ""),
    ),
    "networking.k8s.io/Ingress": (
        *INGRESS,
        Row("/spec/defaultBackend/service", SERVICE),
        Row("/spec/rules/*/http/paths/*/backend/service", SERVICE),
    ),
    "networking.k8s.io/IngressClass": (Row("/spec/parameters", ""),),
    "autoscaling/HorizontalPodAutoscaler": (Row("/spec/scaleTargetRef", "", HEALTH),),
    "autoscaling.k8s.io/VerticalPodAutoscaler": (Row("/spec/targetRef", ""),),
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": _WEBHOOKS,
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": _WEBHOOKS,
    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": (
        Row("/spec/policyName", "admissionregistration.k8s.io/ValidatingAdmissionPolicy"),
    ),
    "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding": (
        Row("/spec/policyName", "admissionregistration.k8s.io/MutatingAdmissionPolicy"),
    ),
    "apiregistration.k8s.io/APIService": (Row("/spec/service", SERVICE, HEALTH),),
    "apiextensions.k8s.io/CustomResourceDefinition": (Row("/spec/conversion/webhook/clientConfig/service", SERVICE),),
    "resource.k8s.io/ResourceClaim": (
        Row("/spec/devices/requests/*/deviceClassName", _DEVICES),
        Row("/spec/devices/requests/*/exactly/deviceClassName", _DEVICES),
    ),
    "resource.k8s.io/ResourceClaimTemplate": (
        Row("/spec/spec/devices/requests/*/deviceClassName", _DEVICES),
        Row("/spec/spec/devices/requests/*/exactly/deviceClassName", _DEVICES),
    ),
    "snapshot.storage.k8s.io/VolumeSnapshot": (
        Row("/spec/volumeSnapshotClassName", _SNAPSHOT_CLASS, HEALTH),
        Row("/spec/source/persistentVolumeClaimName", _CLAIM, HEALTH),
        Row("/spec/source/volumeSnapshotContentName", "snapshot.storage.k8s.io/VolumeSnapshotContent", HEALTH),
    ),
    "snapshot.storage.k8s.io/VolumeSnapshotContent": (
        Row("/spec/volumeSnapshotClassName", _SNAPSHOT_CLASS, HEALTH),
        Row("/spec/volumeSnapshotRef", "snapshot.storage.k8s.io/VolumeSnapshot"),
    ),
}

ROWS: Mapping[str, tuple[Row, ...]] = {**_KUBERNETES, **TRAFFIC, **DELIVERY, **OPERATORS}
"""Rows by 'group/Kind' of the referring object. An empty target: the mapping itself names group and kind."""
