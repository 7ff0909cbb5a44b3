"""Custom resources of which no operator makes pods or Services; source: the documentation of each project."""

from __future__ import annotations

from typing import Final

_INERT: Final = frozenset(
    {
        *("", "apps", "batch", "autoscaling", "policy", "extensions"),
        # traffic
        *("security.istio.io", "telemetry.istio.io", "extensions.istio.io"),
        *("linkerd.io", "policy.linkerd.io", "split.smi-spec.io", "traefik.io", "traefik.containo.us"),
        *("projectcontour.io", "configuration.konghq.com", "gateway.envoyproxy.io", "route.openshift.io"),
        *("cilium.io", "projectcalico.org", "crd.projectcalico.org"),
        # secrets and certificates
        *("cert-manager.io", "external-secrets.io", "generators.external-secrets.io", "bitnami.com"),
        *("secrets-store.csi.x-k8s.io", "secrets.hashicorp.com"),
        # policies
        *("kyverno.io", "policies.kyverno.io", "templates.gatekeeper.sh", "constraints.gatekeeper.sh"),
        # nodes and clouds
        *("karpenter.sh", "karpenter.k8s.aws", "eks.amazonaws.com", "crd.k8s.amazonaws.com"),
        *("elbv2.k8s.aws", "vpcresources.k8s.aws", "networking.k8s.aws", "cloud.google.com", "networking.gke.io"),
        # delivery: what it deploys is rendered, or said to be unseen
        *("source.toolkit.fluxcd.io", "notification.toolkit.fluxcd.io", "image.toolkit.fluxcd.io"),
        "monitoring.googleapis.com",
    }
)
"""Groups of which no operator makes pods or Services, whatever the kind."""
_INERT_SUFFIXES: Final = (".k8s.io", ".services.k8s.aws", ".aws.upbound.io", ".aws.crossplane.io")
_INERT_KINDS: Final = frozenset(
    {
        *(
            ("monitoring.coreos.com", kind)
            for kind in (
                *("ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig"),
                *("PrometheusRule", "AlertmanagerConfig"),
            )
        ),
        *(
            ("argoproj.io", kind)
            for kind in (
                *("Application", "ApplicationSet", "AppProject"),
                *("Rollout", "AnalysisTemplate", "ClusterAnalysisTemplate"),
            )
        ),
        *(("networking.istio.io", kind) for kind in ("VirtualService", "DestinationRule", "Gateway", "Sidecar")),
        *(("keda.sh", kind) for kind in ("ScaledObject", "TriggerAuthentication", "ClusterTriggerAuthentication")),
        *(("grafana.integreatly.org", f"Grafana{kind}") for kind in ("Dashboard", "Datasource", "Folder")),
    }
)
"""Kinds likewise whose siblings do make some; the pods of a Rollout are known."""


def may_make_pods(group: str, kind: str) -> bool:
    """Whether an operator may make pods or Services of an object; of a kind that nobody knows it may."""
    return group not in _INERT and not group.endswith(_INERT_SUFFIXES) and (group, kind) not in _INERT_KINDS
