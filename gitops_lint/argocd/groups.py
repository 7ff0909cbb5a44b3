"""Groups of built-in kinds, for entries that leave the group out: to Argo CD that is the core group alone."""

from __future__ import annotations

from collections.abc import Mapping

GROUPS: Mapping[str, str] = {
    **dict.fromkeys(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"), "apps"),
    **dict.fromkeys(("Job", "CronJob"), "batch"),
    **dict.fromkeys(("Ingress", "IngressClass", "NetworkPolicy"), "networking.k8s.io"),
    **dict.fromkeys(("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"), "rbac.authorization.k8s.io"),
    **dict.fromkeys(("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"), "admissionregistration.k8s.io"),
    "HorizontalPodAutoscaler": "autoscaling",
    "PodDisruptionBudget": "policy",
    "CustomResourceDefinition": "apiextensions.k8s.io",
    "APIService": "apiregistration.k8s.io",
    "StorageClass": "storage.k8s.io",
}


def lacks_group(kind: str) -> str:
    """What is wrong with an entry for a kind and no group; empty if the kind may be of the core group."""
    return f"without group no {kind} matches, it is in '{GROUPS[kind]}'" if kind in GROUPS else ""
