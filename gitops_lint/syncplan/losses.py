"""What goes with an object when it is deleted: other objects, or data.

Sources: the Kubernetes API (namespaces, custom resources, claims); the documentation of ACK (``services.k8s.aws``),
Crossplane, CloudNativePG, Strimzi, ECK, RabbitMQ and MinIO.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.plain import annotations_of, at, items

if TYPE_CHECKING:
    from gitops_lint.syncplan.objects import SyncObject

_STORES = frozenset(
    {
        *(
            "postgresql.cnpg.io/Cluster",
            "acid.zalan.do/postgresql",
            "k8s.mariadb.com/MariaDB",
            "kafka.strimzi.io/Kafka",
        ),
        *("kafka.strimzi.io/KafkaTopic", "elasticsearch.k8s.elastic.co/Elasticsearch", "rabbitmq.com/RabbitmqCluster"),
        *("minio.min.io/Tenant", "psmdb.percona.com/PerconaServerMongoDB", "pxc.percona.com/PerconaXtraDBCluster"),
    }
)
"""Databases and queues whose operators delete their volumes with them."""
_IN_THE_CLOUD = (".services.k8s.aws", ".aws.upbound.io", ".aws.m.upbound.io", ".aws.crossplane.io")


def lost_with(item: SyncObject) -> str | None:
    """What is lost when the object is deleted, in words; None where nothing but the object is."""
    if item.group == "" and item.kind == "Namespace":
        return "all objects in it are deleted"
    if item.group == "apiextensions.k8s.io" and item.kind == "CustomResourceDefinition":
        return f"all its {at(item.value, 'spec', 'names', 'kind') or 'custom resource'} objects are deleted"
    if item.group == "" and item.kind == "PersistentVolumeClaim":
        return "unless its class retains volumes, its data is deleted"
    if item.group == "apps" and item.kind == "StatefulSet":
        policy = at(item.value, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted")
        claims = items(at(item.value, "spec", "volumeClaimTemplates"))
        return "its claims and their data are deleted (whenDeleted: Delete)" if policy == "Delete" and claims else None
    if f"{item.group}/{item.kind}" in _STORES:
        return "its operator deletes it with its data"
    if item.group.endswith(_IN_THE_CLOUD) and not _is_retained(item):
        return "what it stands for in AWS is deleted"
    return None


def _is_retained(item: SyncObject) -> bool:
    """Whether the cloud's resource outlives the object; ProviderConfigs and the like stand for none."""
    spec = at(item.value, "spec")
    policies = items(at(spec, "managementPolicies"))
    return (
        annotations_of(item.value).get("services.k8s.aws/deletion-policy") == "retain"
        or at(spec, "deletionPolicy") == "Orphan"
        or (bool(policies) and "*" not in policies and "Delete" not in policies)
        or item.kind in ("ProviderConfig", "ClusterProviderConfig", "AdoptedResource", "FieldExport")
    )
