"""Core objects that operators make and name after their custom resource, and classes that come with a controller.

Sources: the documentation of CloudNativePG, Strimzi, ECK, RabbitMQ, MinIO, MariaDB, 1Password, CDI, Rook, Knative,
OpenTelemetry, Jaeger and Zalando's Postgres operator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMED_AFTER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "postgresql.cnpg.io/Cluster": (
        *(("Secret", f"-{suffix}") for suffix in ("app", "superuser", "ca", "server", "replication")),
        *(("Service", f"-{suffix}") for suffix in ("rw", "ro", "r")),
        ("ServiceAccount", ""),
    ),
    "kafka.strimzi.io/Kafka": (
        ("Secret", "-cluster-ca-cert"),
        ("Secret", "-clients-ca-cert"),
        ("Service", "-kafka-bootstrap"),
        ("Service", "-kafka-brokers"),
    ),
    "kafka.strimzi.io/KafkaUser": (("Secret", ""),),
    "kafka.strimzi.io/KafkaConnect": (("Service", "-connect-api"),),
    "elasticsearch.k8s.elastic.co/Elasticsearch": (
        ("Secret", "-es-elastic-user"),
        ("Secret", "-es-http-certs-public"),
        ("Secret", "-es-http-certs-internal"),
        ("Service", "-es-http"),
    ),
    "kibana.k8s.elastic.co/Kibana": (("Service", "-kb-http"), ("Secret", "-kb-http-certs-public")),
    "rabbitmq.com/RabbitmqCluster": (("Secret", "-default-user"), ("Service", ""), ("Service", "-nodes")),
    "rabbitmq.com/User": (("Secret", "-user-credentials"),),
    "minio.min.io/Tenant": (("Service", "-hl"), ("Service", "-console"), ("Secret", "-tls")),
    "k8s.mariadb.com/MariaDB": (("Service", ""), ("Service", "-internal"), ("Secret", "")),
    "onepassword.com/OnePasswordItem": (("Secret", ""),),
    "cdi.kubevirt.io/DataVolume": (("PersistentVolumeClaim", ""),),
    "objectbucket.io/ObjectBucketClaim": (("Secret", ""), ("ConfigMap", "")),
    "serving.knative.dev/Service": (("Service", ""),),
    "opentelemetry.io/OpenTelemetryCollector": (
        ("Service", "-collector"),
        ("Service", "-collector-headless"),
        ("ServiceAccount", "-collector"),
    ),
    "ricoberger.de/VaultSecret": (("Secret", ""),),
    "koudingspawn.de/Vault": (("Secret", ""),),
    "jaegertracing.io/Jaeger": (("Service", "-query"), ("Service", "-collector"), ("Service", "-agent")),
    "acid.zalan.do/postgresql": (("Service", ""), ("Service", "-repl"), ("Service", "-pooler")),
}
"""Kind and suffix to the custom resource's name, by 'group/Kind' of the custom resource."""

GATEWAY_CLASSES = frozenset(
    {
        *("istio", "istio-remote", "istio-waypoint", "istio-east-west"),
        *("istio-agentgateway", "istio-agentgateway-waypoint"),
        *("kgateway", "kgateway-waypoint", "agentgateway"),
        *("cilium", "nginx"),
    }
)
"""The GatewayClasses that controllers make when they start, and those that Cilium and NGINX Gateway Fabric install.

Sources: Istio's ``pilot/pkg/config/kube/gateway/builtin``, kgateway's ``gatewayclass_provisioner``, Cilium's chart,
the documentation of NGINX Gateway Fabric and of agentgateway in Istio. Envoy Gateway and Contour wait for a class.
"""
