"""The catalogue of references outside pod specs, as data.

A row reads the value at ``path`` ('*' stands for every list item or map value). If that is a string, it is the
target's name; if it is a mapping, it holds ``name`` and maybe ``namespace``, ``kind``, ``group`` (``apiGroup``,
``apiVersion``), ``key`` and ``optional``. Sources: the API types and CRDs of each project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.values import EVENTUALLY, HEALTH
from gitops_lint.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Row:
    """Where a reference stands, and what it leads to unless it says otherwise itself.

    ``name`` is the field of a mapping that holds the name; ``target`` is 'group/Kind'. ``namespaced`` False: a
    ``namespace`` beside the name is not read.
    """

    path: str
    target: str
    need: str = EVENTUALLY
    name: str = "name"
    namespaced: bool = True
    key: str = "key"


CLUSTER_SCOPED = frozenset(
    {
        *("/Namespace", "/Node", "/PersistentVolume", "storage.k8s.io/StorageClass", "storage.k8s.io/CSIDriver"),
        *("scheduling.k8s.io/PriorityClass", "node.k8s.io/RuntimeClass", "networking.k8s.io/IngressClass"),
        *("rbac.authorization.k8s.io/ClusterRole", "rbac.authorization.k8s.io/ClusterRoleBinding"),
        *("apiextensions.k8s.io/CustomResourceDefinition", "apiregistration.k8s.io/APIService"),
        *(
            "cert-manager.io/ClusterIssuer",
            "external-secrets.io/ClusterSecretStore",
            "argoproj.io/ClusterAnalysisTemplate",
        ),
        *(
            "argoproj.io/ClusterWorkflowTemplate",
            "gateway.networking.k8s.io/GatewayClass",
            "keda.sh/ClusterTriggerAuthentication",
        ),
        *("karpenter.k8s.aws/EC2NodeClass", "karpenter.sh/NodePool", "snapshot.storage.k8s.io/VolumeSnapshotClass"),
        *("eks.amazonaws.com/NodeClass", "elbv2.k8s.aws/IngressClassParams", "kyverno.io/ClusterPolicy"),
        *("admissionregistration.k8s.io/ValidatingAdmissionPolicy", "resource.k8s.io/DeviceClass"),
    }
)
"""Target kinds without a namespace."""

_SERVICE = "/Service"
_SECRET = "/Secret"  # noqa: S105 - a kind
_INGRESS = (
    Row("/spec/tls/*/secretName", _SECRET),
    Row("/spec/ingressClassName", "networking.k8s.io/IngressClass", HEALTH),
    Row("/metadata/annotations/cert-manager.io~1cluster-issuer", "cert-manager.io/ClusterIssuer"),
    Row("/metadata/annotations/cert-manager.io~1issuer", "cert-manager.io/Issuer"),
)
_ROUTE = (
    Row("/spec/parentRefs/*", "gateway.networking.k8s.io/Gateway", HEALTH),
    Row("/spec/rules/*/backendRefs/*", _SERVICE, HEALTH),
    Row("/spec/rules/*/filters/*/requestMirror/backendRef", _SERVICE, HEALTH),
    Row("/spec/rules/*/backendRefs/*/filters/*/requestMirror/backendRef", _SERVICE, HEALTH),
)
_WEBHOOKS = (Row("/webhooks/*/clientConfig/service", _SERVICE),)
_STORE = (
    Row("/spec/secretStoreRef", "external-secrets.io/SecretStore", HEALTH, namespaced=False),
    Row("/spec/data/*/sourceRef/storeRef", "external-secrets.io/SecretStore", HEALTH, namespaced=False),
    Row("/spec/dataFrom/*/sourceRef/storeRef", "external-secrets.io/SecretStore", HEALTH, namespaced=False),
)
_STORES = (
    Row("/spec/provider/*/auth/secretRef/*", _SECRET, HEALTH),
    Row("/spec/provider/*/auth/*/secretRef", _SECRET, HEALTH),
    Row("/spec/provider/*/auth/*/secretRef/*", _SECRET, HEALTH),
    Row("/spec/provider/*/auth/jwt/serviceAccountRef", "/ServiceAccount", HEALTH),
    Row("/spec/provider/*/auth/kubernetes/serviceAccountRef", "/ServiceAccount", HEALTH),
    Row("/spec/provider/*/serviceAccountRef", "/ServiceAccount", HEALTH),
    Row("/spec/provider/*/caProvider", _SECRET, HEALTH),
)
_ISSUER = (
    Row("/spec/ca/secretName", _SECRET, HEALTH),
    Row("/spec/acme/solvers/*/dns01/*/*SecretRef", _SECRET),
    Row("/spec/vault/auth/*/secretRef", _SECRET, HEALTH),
    Row("/spec/vault/auth/tokenSecretRef", _SECRET, HEALTH),
    Row("/spec/venafi/*/credentialsRef", _SECRET, HEALTH),
)
_ISSUED = (Row("/spec/issuerRef", "cert-manager.io/Issuer", HEALTH, namespaced=False),)
_ANALYSES = "argoproj.io/AnalysisTemplate"
_MONITOR = tuple(
    Row(f"/spec/{endpoints}/*/{field}", target)
    for endpoints in ("endpoints", "podMetricsEndpoints")
    for field, target in (
        ("bearerTokenSecret", _SECRET),
        ("basicAuth/username", _SECRET),
        ("basicAuth/password", _SECRET),
        ("tlsConfig/ca/secret", _SECRET),
        ("tlsConfig/ca/configMap", "/ConfigMap"),
        ("tlsConfig/cert/secret", _SECRET),
        ("tlsConfig/keySecret", _SECRET),
        ("authorization/credentials", _SECRET),
    )
)
_PROMETHEUS = (
    Row("/spec/serviceAccountName", "/ServiceAccount", HEALTH),
    Row("/spec/additionalScrapeConfigs", _SECRET, HEALTH),
    Row("/spec/configSecret", _SECRET),
    Row("/spec/secrets/*", _SECRET, HEALTH),
    Row("/spec/configMaps/*", "/ConfigMap", HEALTH),
    Row("/spec/imagePullSecrets/*", _SECRET),
)
_WORKFLOW = (
    Row("/spec/serviceAccountName", "/ServiceAccount", HEALTH),
    Row("/spec/workflowTemplateRef", "argoproj.io/WorkflowTemplate", HEALTH),
    Row("/spec/templates/*/steps/*/*/templateRef", "argoproj.io/WorkflowTemplate", HEALTH),
    Row("/spec/templates/*/dag/tasks/*/templateRef", "argoproj.io/WorkflowTemplate", HEALTH),
)

ROWS: Mapping[str, tuple[Row, ...]] = {
    "apps/StatefulSet": (
        Row("/spec/serviceName", _SERVICE),
        Row("/spec/volumeClaimTemplates/*/spec/storageClassName", "storage.k8s.io/StorageClass", HEALTH),
    ),
    "/PersistentVolumeClaim": (
        Row("/spec/storageClassName", "storage.k8s.io/StorageClass", HEALTH),
        Row("/spec/volumeName", "/PersistentVolume", HEALTH),
        Row("/spec/dataSource", "/PersistentVolumeClaim", HEALTH),
        Row("/spec/dataSourceRef", "/PersistentVolumeClaim", HEALTH),
    ),
    "/PersistentVolume": (Row("/spec/storageClassName", "storage.k8s.io/StorageClass"),),
    "/ServiceAccount": (
        Row("/secrets/*", _SECRET, namespaced=False),
        Row("/imagePullSecrets/*", _SECRET, namespaced=False),
    ),
    "rbac.authorization.k8s.io/RoleBinding": (
        Row("/roleRef", "rbac.authorization.k8s.io/Role", namespaced=False),
        Row("/subjects/*", ""),
    ),
    "rbac.authorization.k8s.io/ClusterRoleBinding": (
        Row("/roleRef", "rbac.authorization.k8s.io/ClusterRole", namespaced=False),
        Row("/subjects/*", ""),
    ),
    "networking.k8s.io/Ingress": (
        *_INGRESS,
        Row("/spec/defaultBackend/service", _SERVICE),
        Row("/spec/rules/*/http/paths/*/backend/service", _SERVICE),
    ),
    "networking.k8s.io/IngressClass": (Row("/spec/parameters", ""),),
    "autoscaling/HorizontalPodAutoscaler": (Row("/spec/scaleTargetRef", "", HEALTH),),
    "autoscaling.k8s.io/VerticalPodAutoscaler": (Row("/spec/targetRef", ""),),
    "keda.sh/ScaledObject": (
        Row("/spec/scaleTargetRef", "apps/Deployment", HEALTH),
        Row("/spec/triggers/*/authenticationRef", "keda.sh/TriggerAuthentication", HEALTH, namespaced=False),
    ),
    "keda.sh/ScaledJob": (
        Row("/spec/triggers/*/authenticationRef", "keda.sh/TriggerAuthentication", HEALTH, namespaced=False),
    ),
    "keda.sh/TriggerAuthentication": (
        Row("/spec/secretTargetRef/*", _SECRET),
        Row("/spec/configMapTargetRef/*", "/ConfigMap"),
    ),
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": _WEBHOOKS,
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": _WEBHOOKS,
    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": (
        Row("/spec/policyName", "admissionregistration.k8s.io/ValidatingAdmissionPolicy"),
    ),
    "apiregistration.k8s.io/APIService": (Row("/spec/service", _SERVICE, HEALTH),),
    "apiextensions.k8s.io/CustomResourceDefinition": (Row("/spec/conversion/webhook/clientConfig/service", _SERVICE),),
    "gateway.networking.k8s.io/Gateway": (
        Row("/spec/gatewayClassName", "gateway.networking.k8s.io/GatewayClass", HEALTH),
        Row("/spec/listeners/*/tls/certificateRefs/*", _SECRET, HEALTH),
    ),
    "gateway.networking.k8s.io/HTTPRoute": _ROUTE,
    "gateway.networking.k8s.io/GRPCRoute": _ROUTE,
    "gateway.networking.k8s.io/TCPRoute": _ROUTE,
    "gateway.networking.k8s.io/TLSRoute": _ROUTE,
    "gateway.networking.k8s.io/UDPRoute": _ROUTE,
    "external-secrets.io/ExternalSecret": _STORE,
    "external-secrets.io/ClusterExternalSecret": (
        Row("/spec/externalSecretSpec/secretStoreRef", "external-secrets.io/ClusterSecretStore", namespaced=False),
    ),
    "external-secrets.io/PushSecret": (
        Row("/spec/secretStoreRefs/*", "external-secrets.io/SecretStore", HEALTH, namespaced=False),
        Row("/spec/selector/secret", _SECRET, HEALTH),
    ),
    "external-secrets.io/SecretStore": _STORES,
    "external-secrets.io/ClusterSecretStore": _STORES,
    "cert-manager.io/Certificate": _ISSUED,
    "cert-manager.io/CertificateRequest": _ISSUED,
    "cert-manager.io/Issuer": _ISSUER,
    "cert-manager.io/ClusterIssuer": _ISSUER,
    "argoproj.io/Rollout": (
        Row("/spec/workloadRef", "apps/Deployment", HEALTH),
        Row("/spec/strategy/canary/stableService", _SERVICE, HEALTH),
        Row("/spec/strategy/canary/canaryService", _SERVICE, HEALTH),
        Row("/spec/strategy/canary/pingPong/pingService", _SERVICE, HEALTH),
        Row("/spec/strategy/canary/pingPong/pongService", _SERVICE, HEALTH),
        Row("/spec/strategy/blueGreen/activeService", _SERVICE, HEALTH),
        Row("/spec/strategy/blueGreen/previewService", _SERVICE, HEALTH),
        Row("/spec/strategy/canary/trafficRouting/nginx/stableIngress", "networking.k8s.io/Ingress", HEALTH),
        Row("/spec/strategy/canary/trafficRouting/nginx/stableIngresses/*", "networking.k8s.io/Ingress", HEALTH),
        Row("/spec/strategy/canary/trafficRouting/alb/ingress", "networking.k8s.io/Ingress", HEALTH),
        Row("/spec/strategy/canary/trafficRouting/alb/rootService", _SERVICE, HEALTH),
        Row("/spec/strategy/canary/trafficRouting/istio/virtualService", "networking.istio.io/VirtualService", HEALTH),
        Row(
            "/spec/strategy/canary/trafficRouting/istio/virtualServices/*", "networking.istio.io/VirtualService", HEALTH
        ),
        Row(
            "/spec/strategy/canary/trafficRouting/istio/destinationRule", "networking.istio.io/DestinationRule", HEALTH
        ),
        Row("/spec/strategy/canary/analysis/templates/*", _ANALYSES, HEALTH, name="templateName"),
        Row("/spec/strategy/canary/steps/*/analysis/templates/*", _ANALYSES, HEALTH, name="templateName"),
        Row("/spec/strategy/canary/steps/*/experiment/analyses/*", _ANALYSES, HEALTH, name="templateName"),
        Row("/spec/strategy/blueGreen/prePromotionAnalysis/templates/*", _ANALYSES, HEALTH, name="templateName"),
        Row("/spec/strategy/blueGreen/postPromotionAnalysis/templates/*", _ANALYSES, HEALTH, name="templateName"),
    ),
    "argoproj.io/Workflow": _WORKFLOW,
    "argoproj.io/WorkflowTemplate": _WORKFLOW,
    "argoproj.io/CronWorkflow": (
        Row("/spec/workflowSpec/serviceAccountName", "/ServiceAccount"),
        Row("/spec/workflowSpec/workflowTemplateRef", "argoproj.io/WorkflowTemplate"),
    ),
    "argoproj.io/EventSource": (Row("/spec/eventBusName", "argoproj.io/EventBus"),),
    "argoproj.io/Sensor": (
        Row("/spec/eventBusName", "argoproj.io/EventBus"),
        Row("/spec/template/serviceAccountName", "/ServiceAccount"),
    ),
    "monitoring.coreos.com/ServiceMonitor": _MONITOR,
    "monitoring.coreos.com/PodMonitor": _MONITOR,
    "monitoring.coreos.com/Prometheus": _PROMETHEUS,
    "monitoring.coreos.com/Alertmanager": _PROMETHEUS,
    "karpenter.sh/NodePool": (Row("/spec/template/spec/nodeClassRef", "karpenter.k8s.aws/EC2NodeClass", HEALTH),),
    "karpenter.sh/NodeClaim": (Row("/spec/nodeClassRef", "karpenter.k8s.aws/EC2NodeClass", HEALTH),),
    "elbv2.k8s.aws/TargetGroupBinding": (Row("/spec/serviceRef", _SERVICE),),
    "snapshot.storage.k8s.io/VolumeSnapshot": (
        Row("/spec/volumeSnapshotClassName", "snapshot.storage.k8s.io/VolumeSnapshotClass", HEALTH),
        Row("/spec/source/persistentVolumeClaimName", "/PersistentVolumeClaim", HEALTH),
    ),
    "helm.toolkit.fluxcd.io/HelmRelease": (
        Row("/spec/chart/spec/sourceRef", "source.toolkit.fluxcd.io/HelmRepository", HEALTH),
        Row("/spec/valuesFrom/*", "/ConfigMap", HEALTH, namespaced=False, key="valuesKey"),
    ),
    "kustomize.toolkit.fluxcd.io/Kustomization": (
        Row("/spec/sourceRef", "source.toolkit.fluxcd.io/GitRepository", HEALTH),
    ),
    "secrets.hashicorp.com/VaultStaticSecret": (Row("/spec/vaultAuthRef", "secrets.hashicorp.com/VaultAuth"),),
    "secrets.hashicorp.com/VaultDynamicSecret": (Row("/spec/vaultAuthRef", "secrets.hashicorp.com/VaultAuth"),),
    "secrets.hashicorp.com/VaultAuth": (
        Row("/spec/vaultConnectionRef", "secrets.hashicorp.com/VaultConnection"),
        Row("/spec/kubernetes/serviceAccount", "/ServiceAccount"),
    ),
}
"""Rows by 'group/Kind' of the referring object. An empty target: the mapping itself names group and kind."""
