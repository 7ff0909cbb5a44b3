"""References of what routes traffic: Ingress annotations, Gateway API, AWS load balancers, Traefik, Contour, OpenShift.

Istio's are in `istio.py`: their hosts are no names of objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_lint.references.rows import SECRET, SERVICE, Row
from gitops_lint.references.values import HEALTH

if TYPE_CHECKING:
    from collections.abc import Mapping

_NGINX = "/metadata/annotations/nginx.ingress.kubernetes.io~1"
INGRESS = (
    Row("/spec/tls/*/secretName", SECRET),
    Row("/spec/ingressClassName", "networking.k8s.io/IngressClass", HEALTH),
    Row("/spec/defaultBackend/resource", "", namespaced=False),
    Row("/spec/rules/*/http/paths/*/backend/resource", "", namespaced=False),
    Row("/metadata/annotations/cert-manager.io~1cluster-issuer", "cert-manager.io/ClusterIssuer"),
    Row("/metadata/annotations/cert-manager.io~1issuer", "cert-manager.io/Issuer"),
    Row(f"{_NGINX}auth-secret", SECRET),
    Row(f"{_NGINX}auth-tls-secret", SECRET),
    Row(f"{_NGINX}proxy-ssl-secret", SECRET),
)
_ROUTE = (
    Row("/spec/parentRefs/*", "gateway.networking.k8s.io/Gateway", HEALTH),
    Row("/spec/rules/*/backendRefs/*", SERVICE, HEALTH),
    Row("/spec/rules/*/filters/*/requestMirror/backendRef", SERVICE, HEALTH),
    Row("/spec/rules/*/filters/*/extensionRef", "", HEALTH, namespaced=False),
    Row("/spec/rules/*/backendRefs/*/filters/*/requestMirror/backendRef", SERVICE, HEALTH),
)
_TARGETS = (Row("/spec/targetRefs/*", "", namespaced=False), Row("/spec/targetRef", "", namespaced=False))

TRAFFIC: Mapping[str, tuple[Row, ...]] = {
    "gateway.networking.k8s.io/GatewayClass": (Row("/spec/parametersRef", ""),),
    "gateway.networking.k8s.io/Gateway": (
        Row("/spec/gatewayClassName", "gateway.networking.k8s.io/GatewayClass", HEALTH),
        Row("/spec/infrastructure/parametersRef", "", HEALTH, namespaced=False),
        Row("/spec/listeners/*/tls/certificateRefs/*", SECRET, HEALTH),
    ),
    "gateway.networking.k8s.io/HTTPRoute": _ROUTE,
    "gateway.networking.k8s.io/GRPCRoute": _ROUTE,
    "gateway.networking.k8s.io/TCPRoute": _ROUTE,
    "gateway.networking.k8s.io/TLSRoute": _ROUTE,
    "gateway.networking.k8s.io/UDPRoute": _ROUTE,
    "gateway.networking.k8s.io/ReferenceGrant": (Row("/spec/to/*", "", namespaced=False),),
    "gateway.networking.k8s.io/BackendTLSPolicy": (
        Row("/spec/targetRefs/*", SERVICE, HEALTH, namespaced=False),
        Row("/spec/validation/caCertificateRefs/*", "/ConfigMap", HEALTH, namespaced=False),
    ),
    "elbv2.k8s.aws/TargetGroupBinding": (Row("/spec/serviceRef", SERVICE),),
    "gateway.k8s.aws/TargetGroupConfiguration": (Row("/spec/targetReference", SERVICE, namespaced=False),),
    "security.istio.io/AuthorizationPolicy": _TARGETS,
    "security.istio.io/RequestAuthentication": _TARGETS,
    "extensions.istio.io/WasmPlugin": _TARGETS,
    "telemetry.istio.io/Telemetry": _TARGETS,
    "policy.linkerd.io/AuthorizationPolicy": (
        *_TARGETS,
        Row("/spec/requiredAuthenticationRefs/*", ""),
    ),
    "traefik.io/IngressRoute": (
        Row("/spec/routes/*/services/*", SERVICE),
        Row("/spec/routes/*/middlewares/*", "traefik.io/Middleware"),
        Row("/spec/tls/secretName", SECRET),
    ),
    "traefik.io/IngressRouteTCP": (
        Row("/spec/routes/*/services/*", SERVICE),
        Row("/spec/tls/secretName", SECRET),
    ),
    "projectcontour.io/HTTPProxy": (
        Row("/spec/routes/*/services/*", SERVICE, HEALTH),
        Row("/spec/includes/*", "projectcontour.io/HTTPProxy", HEALTH),
        Row("/spec/virtualhost/tls/secretName", SECRET, HEALTH),
    ),
    "route.openshift.io/Route": (
        Row("/spec/to", SERVICE, HEALTH),
        Row("/spec/alternateBackends/*", SERVICE, HEALTH),
    ),
}
"""Rows by 'group/Kind' of the referring object."""
