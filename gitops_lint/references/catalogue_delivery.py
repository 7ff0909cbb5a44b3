"""References of Argo Rollouts, Workflows and Events, of Flux, and of KEDA."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.rows import ACCOUNT, SECRET, SERVICE, Row
from gitops_lint.references.values import HEALTH

if TYPE_CHECKING:
    from collections.abc import Mapping

_INGRESS = "networking.k8s.io/Ingress"
_ANALYSES = "argoproj.io/AnalysisTemplate"
_WORKFLOWS = "argoproj.io/WorkflowTemplate"
_CANARY = "/spec/strategy/canary"
_ROUTING = f"{_CANARY}/trafficRouting"
_ROLLOUT = (
    Row("/spec/workloadRef", "apps/Deployment", HEALTH),
    *(
        Row(f"/spec/strategy/{place}", SERVICE, HEALTH)
        for place in (
            "canary/stableService",
            "canary/canaryService",
            "canary/pingPong/pingService",
            "canary/pingPong/pongService",
            "blueGreen/activeService",
            "blueGreen/previewService",
            "canary/trafficRouting/alb/rootService",
            "canary/trafficRouting/smi/rootService",
        )
    ),
    *(
        Row(f"{_ROUTING}/{place}", _INGRESS, HEALTH)
        for place in (
            "nginx/stableIngress",
            "nginx/stableIngresses/*",
            "alb/ingress",
            "alb/ingresses/*",
        )
    ),
    Row(f"{_ROUTING}/istio/virtualService", "networking.istio.io/VirtualService", HEALTH),
    Row(f"{_ROUTING}/istio/virtualServices/*", "networking.istio.io/VirtualService", HEALTH),
    Row(f"{_ROUTING}/istio/destinationRule", "networking.istio.io/DestinationRule", HEALTH),
    Row(f"{_ROUTING}/traefik/weightedTraefikServiceName", "traefik.io/TraefikService", HEALTH),
    Row(f"{_ROUTING}/apisix/route", "apisix.apache.org/ApisixRoute", HEALTH),
    Row(f"{_ROUTING}/ambassador/mappings/*", "getambassador.io/Mapping", HEALTH),
    Row(f"{_ROUTING}/plugins/argoproj-labs~1gatewayAPI/httpRoute", "gateway.networking.k8s.io/HTTPRoute", HEALTH),
    Row(f"{_ROUTING}/plugins/argoproj-labs~1gatewayAPI/httpRoutes/*", "gateway.networking.k8s.io/HTTPRoute", HEALTH),
    *(
        Row(f"/spec/strategy/{place}/*", _ANALYSES, HEALTH, name="templateName", namespaced=False)
        for place in (
            "canary/analysis/templates",
            "canary/steps/*/analysis/templates",
            "canary/steps/*/experiment/analyses",
            "blueGreen/prePromotionAnalysis/templates",
            "blueGreen/postPromotionAnalysis/templates",
        )
    ),
)
_ANALYSIS = (
    Row("/spec/templates/*", _ANALYSES, HEALTH, name="templateName", namespaced=False),
    Row("/spec/args/*/valueFrom/secretKeyRef", SECRET, HEALTH, namespaced=False),
)
_WORKFLOW = (
    Row("/spec/serviceAccountName", ACCOUNT, HEALTH),
    Row("/spec/workflowTemplateRef", _WORKFLOWS, HEALTH),
    Row("/spec/templates/*/steps/*/*/templateRef", _WORKFLOWS, HEALTH),
    Row("/spec/templates/*/dag/tasks/*/templateRef", _WORKFLOWS, HEALTH),
)
_TRIGGERS = Row("/spec/triggers/*/authenticationRef", "keda.sh/TriggerAuthentication", HEALTH, namespaced=False)
_AUTHENTICATION = (
    Row("/spec/secretTargetRef/*", SECRET),
    Row("/spec/configMapTargetRef/*", "/ConfigMap"),
)
_SOURCE = "source.toolkit.fluxcd.io"

DELIVERY: Mapping[str, tuple[Row, ...]] = {
    "argoproj.io/Rollout": _ROLLOUT,
    "argoproj.io/AnalysisTemplate": _ANALYSIS,
    "argoproj.io/ClusterAnalysisTemplate": _ANALYSIS,
    "argoproj.io/Experiment": (Row("/spec/analyses/*", _ANALYSES, HEALTH, name="templateName", namespaced=False),),
    "argoproj.io/Workflow": _WORKFLOW,
    "argoproj.io/WorkflowTemplate": _WORKFLOW,
    "argoproj.io/ClusterWorkflowTemplate": _WORKFLOW,
    "argoproj.io/CronWorkflow": (
        Row("/spec/workflowSpec/serviceAccountName", ACCOUNT),
        Row("/spec/workflowSpec/workflowTemplateRef", _WORKFLOWS),
    ),
    "argoproj.io/EventSource": (Row("/spec/eventBusName", "argoproj.io/EventBus"),),
    "argoproj.io/Sensor": (
        Row("/spec/eventBusName", "argoproj.io/EventBus"),
        Row("/spec/template/serviceAccountName", ACCOUNT),
    ),
    "keda.sh/ScaledObject": (Row("/spec/scaleTargetRef", "apps/Deployment", HEALTH), _TRIGGERS),
    "keda.sh/ScaledJob": (_TRIGGERS,),
    "keda.sh/TriggerAuthentication": _AUTHENTICATION,
    "keda.sh/ClusterTriggerAuthentication": _AUTHENTICATION,
    "helm.toolkit.fluxcd.io/HelmRelease": (
        Row("/spec/chart/spec/sourceRef", f"{_SOURCE}/HelmRepository", HEALTH),
        Row("/spec/chartRef", f"{_SOURCE}/OCIRepository", HEALTH),
        Row("/spec/valuesFrom/*", "/ConfigMap", HEALTH, namespaced=False, key="valuesKey"),
        Row("/spec/dependsOn/*", "helm.toolkit.fluxcd.io/HelmRelease"),
    ),
    "kustomize.toolkit.fluxcd.io/Kustomization": (
        Row("/spec/sourceRef", f"{_SOURCE}/GitRepository", HEALTH),
        Row("/spec/decryption/secretRef", SECRET, HEALTH),
        Row("/spec/postBuild/substituteFrom/*", "/ConfigMap", HEALTH, namespaced=False),
        Row("/spec/dependsOn/*", "kustomize.toolkit.fluxcd.io/Kustomization"),
    ),
    f"{_SOURCE}/GitRepository": (Row("/spec/secretRef", SECRET, HEALTH),),
    f"{_SOURCE}/HelmRepository": (Row("/spec/secretRef", SECRET, HEALTH),),
    f"{_SOURCE}/OCIRepository": (Row("/spec/secretRef", SECRET, HEALTH),),
}
"""Rows by 'group/Kind' of the referring object."""
