"""References of what operators read: secrets and certificates, monitoring, nodes, databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.rows import ACCOUNT, SECRET, SERVICE, Row
from gitops_lint.references.values import HEALTH

if TYPE_CHECKING:
    from collections.abc import Mapping

_STORE = "external-secrets.io/SecretStore"
_EXTERNAL = (
    Row("/spec/secretStoreRef", _STORE, HEALTH, namespaced=False),
    Row("/spec/data/*/sourceRef/storeRef", _STORE, HEALTH, namespaced=False),
    Row("/spec/dataFrom/*/sourceRef/storeRef", _STORE, HEALTH, namespaced=False),
    Row("/spec/dataFrom/*/sourceRef/generatorRef", "", HEALTH, namespaced=False),
    Row("/spec/target/template/templateFrom/*/configMap", "/ConfigMap", HEALTH, namespaced=False),
    Row("/spec/target/template/templateFrom/*/secret", SECRET, HEALTH, namespaced=False),
)
_STORES = (
    Row("/spec/provider/*/auth/secretRef/*", SECRET, HEALTH),
    Row("/spec/provider/*/auth/*/secretRef", SECRET, HEALTH),
    Row("/spec/provider/*/auth/*/secretRef/*", SECRET, HEALTH),
    Row("/spec/provider/*/auth/*/serviceAccountRef", ACCOUNT, HEALTH),
    Row("/spec/provider/*/serviceAccountRef", ACCOUNT, HEALTH),
    Row("/spec/provider/*/caProvider", SECRET, HEALTH),
)
_ISSUER = (
    Row("/spec/ca/secretName", SECRET, HEALTH),
    Row("/spec/acme/externalAccountBinding/keySecretRef", SECRET, HEALTH),
    Row("/spec/acme/solvers/*/dns01/*/*SecretRef", SECRET),
    Row("/spec/acme/solvers/*/http01/gatewayHTTPRoute/parentRefs/*", "gateway.networking.k8s.io/Gateway"),
    Row("/spec/vault/auth/*/secretRef", SECRET, HEALTH),
    Row("/spec/vault/auth/*/serviceAccountRef", ACCOUNT, HEALTH),
    Row("/spec/vault/auth/tokenSecretRef", SECRET, HEALTH),
    Row("/spec/vault/caBundleSecretRef", SECRET, HEALTH),
    Row("/spec/venafi/*/credentialsRef", SECRET, HEALTH),
)
_ISSUED = (
    Row("/spec/issuerRef", "cert-manager.io/Issuer", HEALTH, namespaced=False),
    Row("/spec/keystores/*/passwordSecretRef", SECRET, HEALTH, namespaced=False),
)
_CREDENTIALS = (
    ("basicAuth/username", SECRET),
    ("basicAuth/password", SECRET),
    ("tlsConfig/ca/secret", SECRET),
    ("tlsConfig/ca/configMap", "/ConfigMap"),
    ("tlsConfig/cert/secret", SECRET),
    ("tlsConfig/keySecret", SECRET),
    ("authorization/credentials", SECRET),
    ("oauth2/clientId/secret", SECRET),
    ("oauth2/clientSecret", SECRET),
)


def _scraped(*places: str) -> tuple[Row, ...]:
    return tuple(Row(f"/spec/{place}{field}", target) for place in places for field, target in _CREDENTIALS)


_MONITOR = (
    *_scraped("endpoints/*/", "podMetricsEndpoints/*/"),
    Row("/spec/endpoints/*/bearerTokenSecret", SECRET),
    Row("/spec/podMetricsEndpoints/*/bearerTokenSecret", SECRET),
)
_PROMETHEUS = (
    Row("/spec/serviceAccountName", ACCOUNT, HEALTH),
    Row("/spec/additionalScrapeConfigs", SECRET, HEALTH),
    Row("/spec/additionalAlertManagerConfigs", SECRET, HEALTH),
    Row("/spec/alerting/alertmanagers/*", SERVICE),
    Row("/spec/configSecret", SECRET),
    Row("/spec/secrets/*", SECRET, HEALTH),
    Row("/spec/configMaps/*", "/ConfigMap", HEALTH),
    Row("/spec/imagePullSecrets/*", SECRET),
    Row("/spec/thanos/objectStorageConfig", SECRET, HEALTH),
    Row("/spec/objectStorageConfig", SECRET, HEALTH),
    Row("/spec/alertmanagerConfiguration", "monitoring.coreos.com/AlertmanagerConfig", HEALTH),
    Row("/spec/storage/volumeClaimTemplate/spec/storageClassName", "storage.k8s.io/StorageClass", HEALTH),
    *_scraped("remoteWrite/*/"),
)
_CNPG = "postgresql.cnpg.io/Cluster"
_BUCKETS = ("backup/barmanObjectStore", "externalClusters/*/barmanObjectStore")
_VAULT = (Row("/spec/vaultAuthRef", "secrets.hashicorp.com/VaultAuth"),)
_KAFKA = (Row("/metadata/labels/strimzi.io~1cluster", "kafka.strimzi.io/Kafka"),)
_DATABASE = (
    Row("/spec/masterUserPassword", SECRET),
    Row("/spec/dbSubnetGroupRef/from", "rds.services.k8s.aws/DBSubnetGroup"),
)

OPERATORS: Mapping[str, tuple[Row, ...]] = {
    "external-secrets.io/ExternalSecret": _EXTERNAL,
    "external-secrets.io/ClusterExternalSecret": (
        Row("/spec/externalSecretSpec/secretStoreRef", "external-secrets.io/ClusterSecretStore", namespaced=False),
    ),
    "external-secrets.io/PushSecret": (
        Row("/spec/secretStoreRefs/*", _STORE, HEALTH, namespaced=False),
        Row("/spec/selector/secret", SECRET, HEALTH),
        Row("/spec/selector/generatorRef", "", HEALTH, namespaced=False),
    ),
    _STORE: _STORES,
    "external-secrets.io/ClusterSecretStore": _STORES,
    "cert-manager.io/Certificate": _ISSUED,
    "cert-manager.io/CertificateRequest": _ISSUED,
    "cert-manager.io/Issuer": _ISSUER,
    "cert-manager.io/ClusterIssuer": _ISSUER,
    "secrets.hashicorp.com/VaultStaticSecret": _VAULT,
    "secrets.hashicorp.com/VaultDynamicSecret": _VAULT,
    "secrets.hashicorp.com/VaultPKISecret": _VAULT,
    "secrets.hashicorp.com/VaultAuth": (
        Row("/spec/vaultConnectionRef", "secrets.hashicorp.com/VaultConnection"),
        Row("/spec/kubernetes/serviceAccount", ACCOUNT),
    ),
    "monitoring.coreos.com/ServiceMonitor": _MONITOR,
    "monitoring.coreos.com/PodMonitor": _MONITOR,
    "monitoring.coreos.com/Probe": (*_scraped(""), Row("/spec/bearerTokenSecret", SECRET)),
    "monitoring.coreos.com/ScrapeConfig": _scraped(""),
    "monitoring.coreos.com/Prometheus": _PROMETHEUS,
    "monitoring.coreos.com/PrometheusAgent": _PROMETHEUS,
    "monitoring.coreos.com/Alertmanager": _PROMETHEUS,
    "monitoring.coreos.com/ThanosRuler": _PROMETHEUS,
    "karpenter.sh/NodePool": (Row("/spec/template/spec/nodeClassRef", "karpenter.k8s.aws/EC2NodeClass", HEALTH),),
    "karpenter.sh/NodeClaim": (Row("/spec/nodeClassRef", "karpenter.k8s.aws/EC2NodeClass", HEALTH),),
    "rds.services.k8s.aws/DBInstance": _DATABASE,
    "rds.services.k8s.aws/DBCluster": _DATABASE,
    _CNPG: (
        Row("/spec/superuserSecret", SECRET, HEALTH),
        Row("/spec/bootstrap/*/secret", SECRET, HEALTH),
        Row("/spec/imageCatalogRef", "", HEALTH, namespaced=False),
        *(Row(f"/spec/{bucket}/s3Credentials/*", SECRET) for bucket in _BUCKETS),
    ),
    "postgresql.cnpg.io/Pooler": (Row("/spec/cluster", _CNPG, namespaced=False),),
    "postgresql.cnpg.io/Database": (Row("/spec/cluster", _CNPG, namespaced=False),),
    "postgresql.cnpg.io/Backup": (Row("/spec/cluster", _CNPG, namespaced=False),),
    "postgresql.cnpg.io/ScheduledBackup": (Row("/spec/cluster", _CNPG, namespaced=False),),
    "kafka.strimzi.io/KafkaTopic": _KAFKA,
    "kafka.strimzi.io/KafkaUser": _KAFKA,
}
"""Rows by 'group/Kind' of the referring object."""
